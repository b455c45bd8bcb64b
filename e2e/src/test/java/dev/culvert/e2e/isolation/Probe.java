package dev.culvert.e2e.isolation;

import dev.culvert.e2e.scenario.Tools;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Counters of nft in a gateway's network, before and behind its own packet filter, of what comes
 * out of its tunnels.
 */
final class Probe {
  private static final Pattern PACKETS = Pattern.compile("packets (\\d+)");
  private static final String ECHO = "echo";

  private final Tools tools;
  private final Pod gateway;

  private Probe(Tools tools, Pod gateway) {
    this.tools = tools;
    this.gateway = gateway;
  }

  /** Sets the counters; the given source is that of the packets that count. */
  static Probe set(Tools tools, Pod gateway, String source, List<Door> doors) {
    String from = "    iifname \"ipsec0\" ip saddr " + source + " ";
    var counters = new StringBuilder(counters(ECHO));
    var before = new StringBuilder();
    var behind = new StringBuilder(from + "icmp type echo-request counter name behind_echo\n");
    for (Door door : doors) {
      counters.append(counters(door.name()));
      before.append(from + door.match() + " counter name before_" + door.name() + "\n");
      behind.append(from + door.match() + " counter name behind_" + door.name() + "\n");
    }
    String file =
        tools.write(
            "probe.nft",
            "table inet probe {\n"
                + counters
                + chain("arrival", "prerouting", -300, before)
                + chain("delivery", "input", 10, behind)
                + chain("passage", "forward", 10, behind)
                + "}\n");
    tools.shellInNetworkOf(gateway, "nft -f " + file);
    return new Probe(tools, gateway);
  }

  /** How many packets for the door came out of the tunnel. */
  int arrived(Door door) {
    return read("before_" + door.name());
  }

  /** How many of them the gateway's filter let pass, to itself or to others. */
  int passed(Door door) {
    return read("behind_" + door.name());
  }

  /** How many echo requests it let pass. */
  int passedEchoRequests() {
    return read("behind_" + ECHO);
  }

  private int read(String counter) {
    String listed = tools.shellInNetworkOf(gateway, "nft list counter inet probe " + counter);
    Matcher packets = PACKETS.matcher(listed);
    if (!packets.find()) {
      throw new AssertionError("nft said: " + listed);
    }
    return Integer.parseInt(packets.group(1));
  }

  private static String counters(String name) {
    return "  counter before_%1$s {}\n  counter behind_%1$s {}\n".formatted(name);
  }

  private static String chain(String name, String hook, int priority, CharSequence rules) {
    return "  chain %s {\n    type filter hook %s priority %d; policy accept;\n%s  }\n"
        .formatted(name, hook, priority, rules);
  }
}
