package dev.culvert.node.agent.pod;

import static dev.culvert.node.agent.plan.Samples.prefixes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.node.agent.plan.Attachment;
import dev.culvert.node.agent.plan.Samples;
import org.junit.jupiter.api.Test;

class PodRoutesTest {
  /** As {@code ip route show proto 222} says it of a member that is as planned. */
  private static final String AS_PLANNED =
      """
      10.1.0.0/16 dev vnet0 scope link src 10.1.0.4\s
      unreachable 10.1.0.0/16 metric 4000000000\s
      10.2.0.0/16 via 10.1.255.228 dev vnet0 src 10.1.0.4 onlink mtu 1370\s
      unreachable 10.2.0.0/16 metric 4000000000\s
      192.168.77.1 via 10.1.255.228 dev vnet0 src 10.1.0.4 onlink mtu 1370\s
      unreachable 192.168.77.1 metric 4000000000\s
      """;

  private static PodRoutes routes(Attachment attachment) {
    return new PodRoutes(attachment, Samples.underlay());
  }

  private static PodRoutes member() {
    return routes(Samples.attachment(false));
  }

  @Test
  void routesAsPlanned_stayAsTheyAre() {
    assertThat(member().amended(AS_PLANNED)).isEmpty();
  }

  @Test
  void gateway_hasNoRouteToWhatIsRemote() {
    assertThat(routes(Samples.attachment(true)).added())
        .containsExactly("route add 10.1.0.0/16 scope link dev vnet0 src 10.1.255.228 proto 222");
  }

  /** A peer of the gateway may be inside such a prefix. */
  @Test
  void barrierOfARemotePrefix_isTakenFromAGateway() {
    assertThat(
            routes(Samples.attachment(true))
                .amended(
                    """
                    10.1.0.0/16 dev vnet0 scope link src 10.1.255.228
                    unreachable 10.1.0.0/16 metric 4000000000
                    unreachable 10.2.0.0/16 metric 4000000000
                    """))
        .containsExactly("route del unreachable 10.2.0.0/16 metric 4000000000 proto 222");
  }

  @Test
  void missingRoute_isAdded() {
    assertThat(member().amended(AS_PLANNED.replaceAll("(?m)^10\\.2.*\n", "")))
        .containsExactly(
            "route add 10.2.0.0/16 via 10.1.255.228 onlink dev vnet0 src 10.1.0.4 mtu 1370 proto 222");
  }

  @Test
  void routeByAnotherGateway_isReplacedInOneStep() {
    assertThat(member().amended(AS_PLANNED.replace("via 10.1.255.228", "via 10.1.255.229")))
        .hasSize(2)
        .allMatch(line -> line.startsWith("route replace "));
  }

  @Test
  void routeOfAGonePrefix_isRemoved_andItsBarrierStays() {
    assertThat(
            member()
                .amended(
                    AS_PLANNED
                        + "10.3.0.0/16 via 10.1.255.228 dev vnet0 src 10.1.0.4 onlink mtu 1370\n"
                        + "unreachable 10.3.0.0/16 metric 4000000000\n"))
        .containsExactly("route del 10.3.0.0/16 dev vnet0 proto 222");
  }

  @Test
  void barrierBeforeWhatIsTheClustersOwn_givesWay_andStaysBeforeTheRest() {
    assertThat(member().amended(AS_PLANNED + "unreachable 10.244.0.0/15 metric 4000000000\n"))
        .containsExactly(
            "route replace unreachable 10.245.0.0/16 metric 4000000000 proto 222",
            "route del unreachable 10.244.0.0/15 metric 4000000000 proto 222");
    assertThat(member().amended(AS_PLANNED + "unreachable 10.244.7.0/24 metric 4000000000\n"))
        .containsExactly("route del unreachable 10.244.7.0/24 metric 4000000000 proto 222");
    assertThat(member().amended(AS_PLANNED + "unreachable 10.245.0.0/16 metric 4000000000\n"))
        .isEmpty();
  }

  /** A route may lead to the prefixes of more than one connection. */
  @Test
  void narrowerRoute_comesBeforeTheWiderOneGoes() {
    assertThat(
            member()
                .amended(
                    AS_PLANNED.replaceAll(
                        "(?m)^10\\.2.*\n",
                        "10.2.0.0/15 via 10.1.255.228 dev vnet0 src 10.1.0.4 onlink mtu 1370\n")))
        .containsExactly(
            "route add 10.2.0.0/16 via 10.1.255.228 onlink dev vnet0 src 10.1.0.4 mtu 1370 proto 222",
            "route del 10.2.0.0/15 dev vnet0 proto 222");
  }

  @Test
  void barrierInsideAWantedOne_isRemoved_sinceItWouldGoBeforeTheRoute() {
    assertThat(
            member()
                .amended(
                    AS_PLANNED
                        + "unreachable 10.1.128.0/17 metric 4000000000\n"
                        + "unreachable 10.0.0.0/12 metric 4000000000\n"))
        .containsExactly("route del unreachable 10.1.128.0/17 metric 4000000000 proto 222");
  }

  @Test
  void routeOfSomebodyElsesInterface_isNotTouched() {
    assertThat(member().amended(AS_PLANNED + "10.9.0.0/16 dev ipsec0 scope link\n")).isEmpty();
  }

  @Test
  void withoutGateway_nothingRemoteHasARoute() {
    var member = Samples.attachment(false);
    var alone =
        new Attachment(
            member.netns(),
            member.vni(),
            member.address(),
            member.mac(),
            false,
            prefixes("10.1.0.0/16"),
            null,
            prefixes("10.2.0.0/16"),
            member.clusterRanges());

    assertThat(routes(alone).added()).hasSize(1);
  }
}
