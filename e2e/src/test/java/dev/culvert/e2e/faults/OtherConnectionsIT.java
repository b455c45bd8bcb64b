package dev.culvert.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.ConnectionState;
import dev.culvert.crds.v1alpha1.DesiredState;
import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Ping;
import dev.culvert.e2e.scenario.PingResult;
import dev.culvert.e2e.scenario.Side;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ClusterExtension.class)
class OtherConnectionsIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int REQUESTS = 20 * Ping.RATE;

  @Test
  void editOfOneConnection_leavesTheOthersSpisAsTheyWere(TestCluster cluster) {
    Side hub = Side.inNewNamespace(cluster, "hub", 1);
    Side edited = Side.inNewNamespace(cluster, "edited", 2);
    Side other = Side.inNewNamespace(cluster, "other", 3);
    Stream.of(hub, edited, other).forEach(Side::createNetwork);
    connect(hub, edited);
    connect(hub, other);
    Stream.of(edited, other).forEach(spoke -> awaitConnected(hub, spoke));
    PingResult withoutFault = Ping.run(hub, other, REQUESTS);
    Map<String, String> atHub = hub.spisTowards(other);
    Map<String, String> atOther = other.spisTowards(hub);
    assertThat(atHub).isNotEmpty();
    Ping ping = Ping.underWay(hub, other, REQUESTS);

    edited.changeAddressSpace(List.of("10.2.0.0/16", "10.22.0.0/16"));
    hub.awaitReaching(edited, "10.22.0.0/16");
    desire(hub, edited, DesiredState.DISCONNECTED);
    await("the edited connection is down")
        .atMost(LIMIT)
        .until(() -> hub.statusTowards(edited).state() == ConnectionState.DISCONNECTED);
    desire(hub, edited, DesiredState.CONNECTED);
    awaitConnected(hub, edited);

    PingResult result = ping.await();
    Figures.print("another connection edited three times", result, withoutFault);
    assertThat(hub.spisTowards(other)).isEqualTo(atHub);
    assertThat(other.spisTowards(hub)).isEqualTo(atOther);
    assertThat(result.lost()).isZero();
    Stream.of(hub, edited, other).forEach(Side::delete);
  }

  private static void connect(Side one, Side another) {
    one.connectTo(another);
    another.connectTo(one);
  }

  private static void awaitConnected(Side one, Side another) {
    one.awaitConnectedTo(another);
    another.awaitConnectedTo(one);
  }

  private static void desire(Side from, Side to, DesiredState state) {
    String name = state == DesiredState.CONNECTED ? "Connected" : "Disconnected";
    from.patch("gatewayconnection", "to-" + to.name(), "{\"desiredState\":\"" + name + "\"}");
  }
}
