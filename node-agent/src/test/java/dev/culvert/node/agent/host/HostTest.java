package dev.culvert.node.agent.host;

import static dev.culvert.node.agent.plan.Samples.claim;
import static dev.culvert.node.agent.plan.Samples.sandbox;
import static dev.culvert.node.agent.plan.Samples.segment;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.node.agent.plan.Claim;
import dev.culvert.node.agent.plan.NodePlan;
import dev.culvert.node.agent.plan.Planner;
import dev.culvert.node.agent.plan.Samples;
import dev.culvert.node.agent.plan.Segment;
import dev.culvert.node.agent.shell.FakeShell;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HostTest {
  private static final String LINKS =
      """
      [{"ifindex": 17, "ifname": "culvert7", "flags": ["UP"], "mtu": 1450, "linkinfo":
       {"info_kind": "vxlan", "info_data": {"id": 7, "local": "192.0.2.1", "port": 8475, "learning": false}}}]
      """;
  private static final String ENTRIES =
      """
      [{"mac": "02:07:0a:01:00:05", "ifname": "culvert7", "dst": "192.0.2.2"},
       {"mac": "00:00:00:00:00:00", "ifname": "culvert7", "dst": "192.0.2.2"}]
      """;
  private static final NodePlan NOTHING = plan(List.of(), List.of());
  private static final NodePlan TWO_MEMBERS =
      plan(List.of(segment(7)), List.of(claim(7, 4, "one"), claim(7, 5, "two")));

  private final FakeShell shell = new FakeShell();
  private final Host host = new Host(shell, Samples.underlay());

  private static NodePlan plan(List<Segment> segments, List<Claim> claims) {
    return new Planner("one")
        .plan(
            segments,
            claims,
            List.of(),
            Map.of("two", "192.0.2.2"),
            List.of(sandbox(4)),
            NodePlan.NONE);
  }

  @BeforeEach
  void nothingIsThere() {
    isThere("[]", "[]");
  }

  private void isThere(String links, String entries) {
    shell.answer("ip -j -d link show", 0, links);
    shell.answer("bridge -j fdb show", 0, entries);
  }

  @Test
  void firstMember_bringsDeviceAndGuard() {
    host.apply(TWO_MEMBERS, true);

    assertThat(shell.ran())
        .anyMatch(ran -> ran.startsWith("nft") && ran.contains("ip saddr != { 192.0.2.2 } drop"))
        .anyMatch(ran -> ran.startsWith("sh") && ran.contains("link add culvert7 mtu 1450"))
        .anyMatch(ran -> ran.startsWith("bridge -force") && ran.contains("dst 192.0.2.2"));
  }

  @Test
  void agentThatStartsAnew_changesNothingOfWhatIsAsPlanned() {
    isThere(LINKS, ENTRIES);

    var devices = host.apply(TWO_MEMBERS, true);

    assertThat(devices.usable(7)).hasValue(17);
    assertThat(shell.ran())
        .noneMatch(ran -> ran.contains("link add") || ran.contains("link del"))
        .noneMatch(ran -> ran.startsWith("bridge -force"));
  }

  @Test
  void nothingIsRemoved_whileItIsNotCertain() {
    isThere(LINKS, ENTRIES);

    host.apply(NOTHING, false);

    assertThat(shell.ran()).noneMatch(ran -> ran.contains("del"));
  }

  @Test
  void lastNetwork_takesItsDeviceWithIt_andThenTheGuard() {
    isThere(LINKS, ENTRIES);

    host.apply(NOTHING, true);

    assertThat(shell.ran())
        .anyMatch(ran -> ran.contains("link del dev culvert7"))
        .noneMatch(ran -> ran.startsWith("nft"));

    isThere("[]", "[]");
    host.apply(NOTHING, true);

    assertThat(shell.ran()).anyMatch(ran -> ran.endsWith("delete table inet culvert_nodes"));
  }

  @Test
  void secondPass_runsNothing_untilItIsTimeToLookAgain() {
    isThere(LINKS, ENTRIES);
    host.apply(TWO_MEMBERS, true);
    shell.ran();

    host.apply(TWO_MEMBERS, true);
    assertThat(shell.ran()).isEmpty();

    host.distrust();
    host.apply(TWO_MEMBERS, true);
    assertThat(shell.ran()).hasSize(3);
  }

  @Test
  void deviceThatCannotBeMade_isSaid_andTriedAgain() {
    shell.answer("sh -s", 2, "RTNETLINK answers: Operation not supported");

    var devices = host.apply(TWO_MEMBERS, true);

    assertThat(devices.usable(7)).isEmpty();
    assertThat(devices.failure(7).reason()).isEqualTo("DeviceFailed");
    assertThat(devices.failure(7).message()).contains("Operation not supported");
    shell.ran();
    host.apply(TWO_MEMBERS, true);
    assertThat(shell.ran()).anyMatch(ran -> ran.contains("link add culvert7"));
  }

  @Test
  void withoutGuard_nobodyIsAttached() {
    isThere(LINKS, ENTRIES);
    shell.answer("nft", 1, "Error: Could not process rule");

    var devices = host.apply(TWO_MEMBERS, true);

    assertThat(devices.usable(7)).isEmpty();
    assertThat(devices.failure(7).reason()).isEqualTo("GuardFailed");
    shell.answer("nft", 0, "");
    assertThat(host.apply(TWO_MEMBERS, true).usable(7)).hasValue(17);
  }
}
