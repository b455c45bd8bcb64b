package dev.culvert.gateway.agent.dataplane;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SystemCommandsTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final SystemCommands commands = new SystemCommands();
  private final SystemCommands impatient = new SystemCommands(Duration.ofMillis(300));

  @Test
  void commandThatHangs_isKilled_andSaid() {
    assertTimeoutPreemptively(
        SOON,
        () ->
            assertThatThrownBy(() -> impatient.run("", "sleep", "60"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not end within 300 ms"));
  }

  @Test
  void childThatHoldsTheOutput_holdsUpNobody() {
    assertTimeoutPreemptively(SOON, () -> commands.run("", "sh", "-c", "sleep 60 & exec true"));
  }

  @Test
  void commandThatWritesWhileItIsWrittenTo_ends() {
    assertTimeoutPreemptively(SOON, () -> commands.run("x".repeat(1_000_000), "cat"));
  }

  @Test
  void commandThatFails_isSaidWithItsWords() {
    assertThatThrownBy(() -> commands.run("", "sh", "-c", "echo no such device >&2; exit 2"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no such device");
  }
}
