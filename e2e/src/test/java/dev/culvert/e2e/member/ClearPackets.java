package dev.culvert.e2e.member;

import dev.culvert.e2e.cluster.Node;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Capture;
import dev.culvert.e2e.scenario.Tools;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What passes nodes' own interfaces, and those that the pods' ordinary ones hang on, with an
 * address of a network as it is on the wire. What is in VXLAN or in a tunnel is not among it.
 *
 * @param places one capture for each interface of each node, by its name and the node's
 */
record ClearPackets(Map<String, Capture> places) implements AutoCloseable {
  private static final List<String> INTERFACES = List.of("eth0", "cni0");

  /**
   * Looks from now on, on both nodes.
   *
   * @param prefixes the networks'
   */
  static ClearPackets of(TestCluster cluster, Node one, Node other, String... prefixes) {
    String filter = "net " + String.join(" or net ", prefixes);
    Map<String, Capture> places = new TreeMap<>();
    for (Node node : List.of(one, other)) {
      Tools tools = Tools.on(cluster, node);
      for (String name : INTERFACES) {
        places.put(name + " of " + node.name(), Capture.start(tools, name, filter));
      }
    }
    return new ClearPackets(places);
  }

  private Collection<Capture> captures() {
    return places.values();
  }

  /** Looks no more. */
  void end() {
    captures().forEach(Capture::end);
  }

  /** On how many of the interfaces there was one with the text in it. */
  long show(String text) {
    return captures().stream().filter(capture -> capture.shows(text)).count();
  }

  /** Those with the text in them, for each of the interfaces where there was one. */
  List<String> with(String text) {
    List<String> found = new ArrayList<>();
    places.forEach((place, capture) -> {
      if (capture.shows(text)) {
        found.add(place + ": " + String.join("\n", capture.packetsWith(text)));
      }
    });
    return found;
  }

  /** How many there were. */
  int count() {
    return captures().stream().mapToInt(capture -> capture.count("")).sum();
  }

  /** How many there were from that address. */
  int count(String source) {
    return captures().stream().mapToInt(capture -> capture.count("src host " + source)).sum();
  }

  /** The time between the first and the last one from that address. */
  Duration window(String source) {
    List<Double> times =
        captures().stream()
            .flatMap(capture -> capture.times("src host " + source).stream())
            .sorted()
            .toList();
    return times.isEmpty()
        ? Duration.ZERO
        : Duration.ofMillis(Math.round(1000 * (times.getLast() - times.getFirst())));
  }

  @Override
  public void close() {
    captures().forEach(Capture::close);
  }
}
