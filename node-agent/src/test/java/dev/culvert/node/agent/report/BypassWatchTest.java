package dev.culvert.node.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.node.agent.cluster.FakeApi;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BypassWatchTest {
  private static final BypassWatch.Self SELF =
      new BypassWatch.Self("one", "culvert-nodes", "culvert-node-agent-x2k4d", "uid-of-the-pod");
  private static final String DEVICES =
      """
      Inter-|   Receive                                                |  Transmit
       face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs
          lo:  123456     789    0    0    0     0          0         0   123456     789    0
        eth0: 9876543   21098    0    0    0     0          0         0  1234567    8901    0
      """;

  private @TempDir Path folder;
  private Path devices;
  private FakeApi api;
  private KubernetesClient client;
  private Instant now = Instant.parse("2026-11-26T10:00:00.25Z");

  @BeforeEach
  void start() throws IOException {
    api = new FakeApi();
    client = api.client();
    devices = folder.resolve("dev");
    thereIs("");
  }

  @AfterEach
  void close() {
    client.close();
    api.close();
  }

  private void thereIs(String device) throws IOException {
    Files.writeString(devices, DEVICES + (device.isEmpty() ? "" : device + ":  0  0\n"));
  }

  private BypassWatch watch(BypassWatch.Self self) {
    return new BypassWatch(devices, () -> client, self, () -> now);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cilium_host", "bpfin.cali", "bpfout.cali"})
  void pluginThatGoesAroundNetfilter_isWarnedOf_onTheAgentsOwnPod(String device)
      throws IOException {
    thereIs("  " + device);

    watch(SELF).look();

    assertThat(api.posts())
        .singleElement()
        .satisfies(event -> {
          assertThat(event.path())
              .isEqualTo("/apis/events.k8s.io/v1/namespaces/culvert-nodes/events");
          assertThat(event.body())
              .contains("\"reason\":\"NetfilterBypassed\"", "\"type\":\"Warning\"")
              .contains("\"eventTime\":\"2026-11-26T10:00:00.250000Z\"")
              .contains("\"uid\":\"uid-of-the-pod\"", "\"name\":\"culvert-node-agent-x2k4d\"")
              .contains("Node one has the device " + device);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "cilium_host0", "lxc_cilium_host", "cali1234"})
  void otherDevices_areNotWarnedOf(String device) throws IOException {
    thereIs(device);

    watch(SELF).look();

    assertThat(api.posts()).isEmpty();
  }

  /** Kubernetes keeps an Event for an hour. */
  @Test
  void warning_isRepeatedOnceAnHour_andWhenTheDeviceComesAgain() throws IOException {
    thereIs("cilium_host");
    var watch = watch(SELF);
    for (int i = 0; i < 100; i++) {
      watch.look();
    }
    assertThat(api.posts()).hasSize(1);

    now = now.plusSeconds(3600);
    watch.look();
    assertThat(api.posts()).hasSize(2);

    thereIs("");
    watch.look();
    thereIs("cilium_host");
    watch.look();
    assertThat(api.posts()).hasSize(3);
  }

  @Test
  void refusedEvent_isNotTriedAllTheTime() throws IOException {
    api.answerPatches(403);
    thereIs("cilium_host");
    var watch = watch(SELF);

    watch.look();
    watch.look();

    assertThat(api.posts()).hasSize(1);
  }

  /** Of a chart before this one. */
  @Test
  void agentThatDoesNotKnowItsPod_writesNone() throws IOException {
    thereIs("cilium_host");

    watch(new BypassWatch.Self("one", "culvert-nodes", "", "")).look();

    assertThat(api.posts()).isEmpty();
  }
}
