package dev.culvert.node.agent.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class SystemShellTest {
  private final Shell shell = new SystemShell();

  @Test
  void largeInput_comesOutAgain() throws IOException {
    var text = "0123456789".repeat(100_000);

    assertThat(shell.require(text, "cat")).isEqualTo(text);
  }

  @Test
  void commandThatReadsNothing_isJudgedByHowItEnds() throws IOException {
    assertThat(shell.run("x".repeat(1_000_000), "sh", "-c", "echo no >&2; exit 3"))
        .isEqualTo(new Shell.Ended(3, "no\n"));
  }

  @Test
  void failure_saysWhatTheCommandSaid() {
    assertThatThrownBy(() -> shell.require("", "sh", "-c", "echo broken >&2; exit 1"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("broken");
  }

  /** A pod that has rights in its own namespace could fill it with routes. */
  @Test
  void outputWithoutEnd_isNotWaitedFor() {
    assertThatThrownBy(() -> shell.run("", "yes"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("writes more than");
  }
}
