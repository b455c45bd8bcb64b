package dev.culvert.node.agent.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.node.agent.plan.Samples;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The files beside this class show what is run; read them as its documentation. */
class ScriptsTest {

  @Test
  void member_isAttachedAsShown() throws IOException {
    assertThat(AttachScript.render(Samples.attachment(false), 17, Samples.underlay()))
        .isEqualTo(shown("attach-member.sh"));
  }

  @Test
  void gateway_isAttachedAsShown() throws IOException {
    assertThat(AttachScript.render(Samples.attachment(true), 17, Samples.underlay()))
        .isEqualTo(shown("attach-gateway.sh"));
  }

  @Test
  void pods_areDetachedAsShown() throws IOException {
    assertThat(
            DetachScript.render(
                List.of("/run/netns/cni-2", "/run/netns/cni-1"), List.of("02:??:0a:01:00:04")))
        .isEqualTo(shown("detach.sh"));
  }

  private static String shown(String name) throws IOException {
    try (var stream = ScriptsTest.class.getResourceAsStream(name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
