package dev.culvert.operator.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.crds.v1alpha1.ChildSa;
import dev.culvert.crds.v1alpha1.Condition;
import dev.culvert.crds.v1alpha1.ConnectionState;
import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.crds.v1alpha1.GatewayConnectionStatus;
import dev.culvert.crds.v1alpha1.NetworkState;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.crds.v1alpha1.VirtualNetworkStatus;
import dev.culvert.operator.apply.ServerSideApply;
import dev.culvert.operator.plan.Given;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient
class StatusReporterTest {
  private static final String API = "/apis/culvert.dev/v1alpha1/namespaces/team/";
  private static final String CONNECTION = "PATCH gatewayconnections/a-to-b/status";
  private static final String NETWORK = "PATCH virtualnetworks/a/status";
  private static final String EVENT = "POST events";

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-02T03:04:05Z"));
  private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
  private final GatewayConnection connection = Given.connection("a", "b", 0);
  private final VirtualNetwork network = Given.network("a", Given.BASIC, "10.1.0.0/16");
  private KubernetesMockServer server;
  private KubernetesClient client;
  private StatusReporter reporter;

  @BeforeEach
  void answerEveryWrite() {
    String query = "?fieldManager=culvert&force=true";
    server
        .expect()
        .patch()
        .withPath(API + "gatewayconnections/a-to-b/status" + query)
        .andReturn(200, connection)
        .always();
    server
        .expect()
        .patch()
        .withPath(API + "virtualnetworks/a/status" + query)
        .andReturn(200, network)
        .always();
    server
        .expect()
        .post()
        .withPath("/apis/events.k8s.io/v1/namespaces/team/events")
        .andReturn(201, new Event())
        .always();
    connection.getMetadata().setResourceVersion("1");
    network.getMetadata().setResourceVersion("1");
    reporter =
        new StatusReporter(
            new ServerSideApply(client), new Announcer(client, "culvert-0", clock), clock);
  }

  @Test
  void unchangedStatus_writesNothing() throws Exception {
    connection.setStatus(status("Connected", 0));
    network.setStatus(created("Created"));
    reporter.report(connection, status("Connected", 0));
    reporter.report(network, created("Created"));
    assertThat(writes()).isEmpty();
  }

  @Test
  void firstStatus_isWrittenAndAnnounced() throws Exception {
    reporter.report(connection, status("Connected", 0));
    reporter.report(network, created("Created"));
    assertThat(writes()).containsExactly(CONNECTION, EVENT, NETWORK, EVENT);
  }

  @Test
  void newReason_isWrittenAndAnnounced_atOnce() throws Exception {
    goOn(status("Connected", 0));
    goOn(status("NoAnswer", 0));
    assertThat(writes()).containsExactly(CONNECTION, EVENT, CONNECTION, EVENT);
  }

  @Test
  void countersAlone_areWrittenAtMostEveryThirtySeconds_andNotAnnounced() throws Exception {
    goOn(status("Connected", 0));
    assertThat(writes()).containsExactly(CONNECTION, EVENT);
    for (int bytes = 1; bytes < 30; bytes++) {
      pass(1);
      goOn(status("Connected", bytes));
    }
    assertThat(writes()).isEmpty();
    pass(1);
    goOn(status("Connected", 30));
    assertThat(writes()).containsExactly(CONNECTION);
  }

  @Test
  void newFact_isWrittenAtOnce_withTheCountersOfTheMoment() throws Exception {
    goOn(status("Connected", 0));
    pass(1);
    goOn(status("Connected", 7));
    goOn(status("NoAnswer", 8));
    assertThat(writes()).containsExactly(CONNECTION, EVENT, CONNECTION, EVENT);
    assertThat(connection.getStatus().bytesIn()).isEqualTo(8);
  }

  @Test
  void writtenStatus_countsUntilTheCacheShowsANewerVersion() {
    reporter.report(connection, status("Connected", 0));
    GatewayConnection cached = Given.connection("a", "b", 0);
    cached.getMetadata().setResourceVersion("1");
    reporter.refresh(cached);
    assertThat(cached.getStatus()).isEqualTo(status("Connected", 0));
    cached.setStatus(status("NoAnswer", 0));
    cached.getMetadata().setResourceVersion("2");
    reporter.refresh(cached);
    assertThat(cached.getStatus()).isEqualTo(status("NoAnswer", 0));
  }

  @Test
  void whatWasWrittenOfAnObjectThatIsGone_isForgotten() {
    reporter.report(connection, status("Connected", 0));
    reporter.report(network, created("Created"));

    reporter.forgetAllBut(Set.of(network.getMetadata().getUid()));

    reporter.refresh(connection);
    reporter.refresh(network);
    assertThat(connection.getStatus()).isNull();
    assertThat(network.getStatus()).isEqualTo(created("Created"));
  }

  /** One reconciliation, whose cache has not seen the status yet that was written last. */
  private void goOn(GatewayConnectionStatus wanted) {
    reporter.refresh(connection);
    reporter.report(connection, wanted);
    reporter.refresh(connection);
  }

  private List<String> writes() throws InterruptedException {
    List<String> writes = new ArrayList<>();
    for (var request = server.takeRequest(0, TimeUnit.SECONDS);
        request != null;
        request = server.takeRequest(0, TimeUnit.SECONDS)) {
      String path = request.getPath().replaceAll("\\?.*|.*/namespaces/team/", "");
      writes.add(request.getMethod() + " " + path);
    }
    return writes;
  }

  private void pass(int seconds) {
    now.updateAndGet(instant -> instant.plus(Duration.ofSeconds(seconds)));
  }

  private static GatewayConnectionStatus status(String reason, long bytes) {
    return new GatewayConnectionStatus(
        ConnectionState.CONNECTED,
        1L,
        ready(reason),
        null,
        null,
        List.of(new ChildSa("net", "c1000001", "c2000002", List.of(), List.of(), bytes, bytes)),
        1,
        bytes,
        bytes,
        null,
        null);
  }

  private static VirtualNetworkStatus created(String reason) {
    return new VirtualNetworkStatus(NetworkState.CREATED, 1L, null, List.of(), ready(reason));
  }

  private static List<Condition> ready(String reason) {
    return List.of(new Condition("Ready", "True", 1L, "2026-01-02T03:04:05Z", reason, "So it is."));
  }
}
