package dev.culvert.node.agent.host;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.culvert.node.agent.plan.ForwardingEntry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what {@code ip} and {@code bridge} say of our devices. */
final class DeviceReader {
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
  private static final Pattern OURS = Pattern.compile(VxlanDevice.PREFIX + "(\\d{1,8})");

  private DeviceReader() {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Link(
      @JsonProperty("ifname") @Nullable String name,
      @JsonProperty("ifindex") int index,
      int mtu,
      @Nullable List<String> flags,
      @JsonProperty("linkinfo") @Nullable Info info) {
    boolean isUp() {
      return flags != null && flags.contains("UP");
    }
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Info(@JsonProperty("info_data") @Nullable Data data) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Data(int id, @Nullable String local, int port, boolean learning) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Entry(
      @JsonProperty("ifname") @Nullable String name, @Nullable String mac, @Nullable String dst) {}

  /**
   * Our devices by VNI.
   *
   * @param links of {@code ip -j -d link show type vxlan}
   * @param entries of {@code bridge -j fdb show}
   * @throws IllegalArgumentException if that is not JSON as expected
   */
  static SortedMap<Integer, VxlanDevice> read(String links, String entries) {
    try {
      var forwarding = entries(entries);
      var devices = new TreeMap<Integer, VxlanDevice>();
      for (var link : JSON.readValue(links, new TypeReference<List<Link>>() {})) {
        // Where devices of another type were left out there are empty objects.
        if (link.name() == null || link.info() == null || link.info().data() == null) {
          continue;
        }
        var match = OURS.matcher(link.name());
        if (match.matches()) {
          var data = link.info().data();
          int vni = Integer.parseInt(match.group(1));
          devices.put(
              vni,
              new VxlanDevice(
                  vni,
                  link.index(),
                  // A device of our name with another VNI is as good as one of another node.
                  data.local() == null || data.id() != vni ? "" : data.local(),
                  data.port(),
                  link.mtu(),
                  data.learning(),
                  link.isUp(),
                  forwarding.getOrDefault(link.name(), Set.of())));
        }
      }
      return devices;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not what ip or bridge writes: " + e.getMessage(), e);
    }
  }

  private static Map<String, Set<ForwardingEntry>> entries(String text)
      throws JsonProcessingException {
    var forwarding = new HashMap<String, Set<ForwardingEntry>>();
    for (var entry : JSON.readValue(text, new TypeReference<List<Entry>>() {})) {
      if (entry.name() != null
          && entry.mac() != null
          && entry.dst() != null
          && OURS.matcher(entry.name()).matches()) {
        forwarding
            .computeIfAbsent(entry.name(), name -> new HashSet<>())
            .add(new ForwardingEntry(entry.mac(), entry.dst()));
      }
    }
    return forwarding;
  }
}
