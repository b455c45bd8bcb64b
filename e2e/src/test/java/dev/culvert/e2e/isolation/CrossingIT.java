package dev.culvert.e2e.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.crds.v1alpha1.ConnectionState;
import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Capture;
import dev.culvert.e2e.scenario.Link;
import dev.culvert.e2e.scenario.Side;
import dev.culvert.e2e.scenario.Tools;
import dev.culvert.gateway.contract.Contract;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Packets out of a tunnel, to what the gateway can reach and its network cannot. The network claims
 * the cluster's own prefixes, so that nothing but the gateway's packet filter is in their way.
 */
@ExtendWith(ClusterExtension.class)
class CrossingIT {
  private static final String PODS = "10.42.0.0/16";
  private static final String SERVICES = "10.43.0.0/16";
  private static final String API_SERVER = "10.43.0.1";

  @Test
  void packetToApiServer_clusterIp_orAgent_goesNowhere(TestCluster cluster) {
    Link link =
        new Link(Side.inNewNamespace(cluster, "left", 1), Side.inNewNamespace(cluster, "right", 2));
    Side sender = link.left();
    Side passed = link.right();
    sender.createNetwork();
    passed.createNetwork(List.of(passed.prefix(), PODS, SERVICES));
    sender.connectTo(passed);
    passed.connectTo(sender);
    link.awaitConnected();
    Tools tools = Tools.on(cluster);
    List<Door> forbidden =
        List.of(
            new Door("api_server", API_SERVER, 443),
            new Door("agent", passed.podAddress(), Contract.API_PORT),
            new Door("probes", passed.podAddress(), Contract.PROBE_PORT),
            new Door("inside", passed.insideAddress(), Contract.API_PORT),
            new Door("cluster_ip", sender.serviceAddress(), 4500));
    Probe probe = Probe.set(tools, passed.pod(), sender.insideAddress(), forbidden);

    try (Capture capture = Capture.start(tools, "net " + sender.prefix())) {
      for (Door door : forbidden) {
        assertThat(tools.shellInNetworkOf(sender.pod(), door.knock()))
            .as("%s from the tunnel", door)
            .isEqualTo("closed");
      }
      sender.exec("ping", "-q", "-c", "3", "-I", sender.insideAddress(), passed.insideAddress());
      capture.end();

      assertThat(capture.count("ip")).as("packets of the tunnel on the node").isZero();
    }
    for (Door door : forbidden) {
      assertThat(probe.arrived(door)).as("%s: packets out of the tunnel", door).isPositive();
      assertThat(probe.passed(door)).as("%s: packets through the filter", door).isZero();
    }
    assertThat(probe.passedEchoRequests()).isEqualTo(3);
    for (Door door : forbidden.subList(0, 3)) {
      assertThat(tools.shell(door.knock())).as("%s from the node", door).isEqualTo("open");
    }
    assertThat(sender.statusTowards(passed).state()).isEqualTo(ConnectionState.CONNECTED);
    link.delete();
  }
}
