package dev.culvert.node.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.node.agent.plan.ForwardingEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The samples beside this class were written by iproute2 6.15. */
class DeviceReaderTest {

  @Test
  void devices_areReadWithTheirEntries() throws IOException {
    var devices = DeviceReader.read(sample("links"), sample("fdb"));

    assertThat(devices.values())
        .containsExactly(
            new VxlanDevice(
                111,
                117,
                "172.17.0.2",
                8475,
                1450,
                false,
                true,
                Set.of(
                    new ForwardingEntry("02:6f:0a:01:00:05", "172.17.0.3"),
                    new ForwardingEntry("02:6f:0a:01:ff:e4", "172.17.0.3"),
                    new ForwardingEntry(ForwardingEntry.EVERYBODY, "172.17.0.3"))),
            new VxlanDevice(112, 116, "172.17.0.2", 8475, 1450, false, true, Set.of()));
  }

  @Test
  void devicesOfOthers_areLeftOut() throws IOException {
    var links =
        sample("links").replace("culvert112", "flannel.1").replace("culvert111", "culvertx");

    assertThat(DeviceReader.read(links, sample("fdb"))).isEmpty();
  }

  @Test
  void deviceOfOurNameWithAnotherVni_isNotAsItOughtToBe() throws IOException {
    var links = sample("links").replace("\"id\": 112", "\"id\": 113");

    assertThat(DeviceReader.read(links, "[]").get(112).local()).isEmpty();
  }

  @Test
  void anErrorMessage_isNoListing() {
    assertThatThrownBy(() -> DeviceReader.read("Cannot open netlink socket", "[]"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String sample(String name) throws IOException {
    try (var stream = DeviceReaderTest.class.getResourceAsStream(name + ".json")) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
