package dev.culvert.node.agent.host;

import static dev.culvert.node.agent.plan.Samples.segment;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.node.agent.plan.NodePlan;
import dev.culvert.node.agent.plan.Planner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The files beside this class show the packet filter; read them as its documentation. */
class HostGuardTest {

  @Test
  void guard_isAsShown() throws IOException {
    assertThat(render(Map.of("one", "192.0.2.1", "two", "192.0.2.2", "three", "192.0.2.3")))
        .isEqualTo(shown("guard-three-nodes.nft"));
  }

  @Test
  void onlyNode_hearsNobody() throws IOException {
    assertThat(render(Map.of("one", "192.0.2.1"))).isEqualTo(shown("guard-one-node.nft"));
  }

  private static String render(Map<String, String> nodes) {
    var plan =
        new Planner("one")
            .plan(List.of(segment(7)), List.of(), List.of(), nodes, List.of(), NodePlan.NONE);
    return HostGuard.render(plan, 8475);
  }

  private static String shown(String name) throws IOException {
    try (var stream = HostGuardTest.class.getResourceAsStream(name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
