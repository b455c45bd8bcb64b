package dev.culvert.e2e.site;

import dev.culvert.e2e.scenario.Side;
import dev.culvert.e2e.scenario.Tools;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Counters of nft in a gateway's network, of what one network sends to another through it. */
final class TransitCounters implements AutoCloseable {
  private static final Pattern PACKETS = Pattern.compile("packets (\\d+)");
  private static final String TABLE =
      """
      table ip transit {
        counter arrived {}
        counter left {}
        chain in {
          type filter hook prerouting priority raw; policy accept;
          %1$s counter name arrived
        }
        chain out {
          type filter hook postrouting priority 300; policy accept;
          %1$s counter name left
        }
      }
      """;

  private final Tools tools;
  private final Pod gateway;

  TransitCounters(Tools tools, Pod gateway, Side from, Side to) {
    this.tools = tools;
    this.gateway = gateway;
    String match = "ip saddr %s ip daddr %s".formatted(from.prefix(), to.prefix());
    String file = tools.write("transit.nft", TABLE.formatted(match));
    tools.shellInNetworkOf(gateway, "nft -f " + file);
  }

  /** How many packets have come in. */
  int arrived() {
    return read("arrived");
  }

  /** How many have gone out. */
  int left() {
    return read("left");
  }

  @Override
  public void close() {
    tools.shellInNetworkOf(gateway, "nft delete table ip transit");
  }

  private int read(String counter) {
    String listed = tools.shellInNetworkOf(gateway, "nft list counter ip transit " + counter);
    Matcher packets = PACKETS.matcher(listed);
    if (!packets.find()) {
      throw new AssertionError("nft said: " + listed);
    }
    return Integer.parseInt(packets.group(1));
  }
}
