package dev.culvert.gateway.agent.dataplane;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The packet filter as one nft transaction. Everything is dropped that no line allows; the names of
 * interfaces are matched as text, so that the rules stand before the interfaces do. Chains that are
 * there stay, and only their rules are replaced: a chain in another's place lets pass for a moment
 * what no line of it takes, since its policy comes into force last.
 */
final class Ruleset {
  private static final int IP_AND_TCP_HEADERS = 40;

  /** In an ICMP error: the destination of the packet that it quotes. */
  private static final String QUOTED_DESTINATION = "@th,192,32";

  private Ruleset() {}

  /**
   * The whole table, in place of an earlier one.
   *
   * @param tunnel the name of the interface whose packets charon encrypts
   * @param admitsPeers whether IKE and ESP are taken from outside
   */
  static String render(Outside outside, String tunnel, PacketPolicy policy, boolean admitsPeers) {
    var chains =
        List.of(
            forward(outside, tunnel, policy),
            input(outside, tunnel, policy, admitsPeers),
            output(outside, tunnel, policy));
    return table(chains.stream().map(Chain::base))
        + "flush table inet culvert\n"
        + table(chains.stream().map(Chain::rules));
  }

  private static String table(Stream<String> chains) {
    return chains.collect(Collectors.joining("", "table inet culvert {\n", "}\n"));
  }

  /**
   * Inside to tunnel and back, with an inside address of the network's own; tunnel to tunnel where
   * both list it. An inside interface is one that is neither outside nor tunnel.
   */
  private static Chain forward(Outside outside, String tunnel, PacketPolicy policy) {
    var chain =
        new Chain("forward", "forward")
            .add("iifname \"%s\" drop", outside.device())
            .add("oifname \"%s\" drop", outside.device())
            .add(
                "tcp flags syn / syn,rst tcp option maxseg size set %d",
                outside.tunnelMtu() - IP_AND_TCP_HEADERS);
    for (var way : Transit.between(policy.passages())) {
      chain.add(
          "iifname \"%1$s\" oifname \"%1$s\" ip saddr %2$s ip daddr %3$s accept",
          tunnel, set(way.sources()), set(way.destinations()));
    }
    chain.add("iifname \"%1$s\" oifname \"%1$s\" drop", tunnel);
    for (var passage : policy.passages()) {
      var own = Prefix.common(passage.local(), policy.network());
      if (!own.isEmpty()) {
        chain
            .add(
                "oifname \"%s\" ip saddr %s ip daddr %s accept",
                tunnel, set(own), set(passage.remote()))
            .add(
                "iifname \"%s\" ip saddr %s ip daddr %s accept",
                tunnel, set(passage.remote()), set(own));
      }
    }
    return chain;
  }

  /** To the gateway itself: from outside its services, from inside and tunnels only ICMP. */
  private static Chain input(
      Outside outside, String tunnel, PacketPolicy policy, boolean admitsPeers) {
    var chain = new Chain("input", "input").add("iifname \"lo\" accept");
    if (!admitsPeers) {
      chain.add("iifname \"%s\" udp dport { 500, 4500 } drop", outside.device());
    }
    chain
        .add("iifname \"%s\" ip daddr %s accept", outside.device(), outside.address())
        .add("iifname \"%s\" drop", outside.device());
    var inside = policy.insideAddress();
    if (inside == null) {
      return chain;
    }
    for (var passage : policy.passages()) {
      chain.add(
          "iifname \"%s\" ip saddr %s ip daddr %s ip protocol icmp accept",
          tunnel, set(passage.remote()), inside);
    }
    chain.add("iifname \"%s\" drop", tunnel);
    if (!policy.network().isEmpty()) {
      chain.add("ip saddr %s ip daddr %s ip protocol icmp accept", set(policy.network()), inside);
    }
    return chain;
  }

  /**
   * From the gateway itself. Outside goes only what carries the outside address, and to the
   * addresses of networks only what our services say and what the pod's nameservers are asked: a
   * prefix behind a tunnel may also be in use outside. An error about a packet to somebody else
   * quotes what is in it, and would go outside when its tunnel is gone by then. Nobody is told of a
   * shorter way: from tunnel to tunnel, which is one interface, there is none.
   */
  private static Chain output(Outside outside, String tunnel, PacketPolicy policy) {
    var chain =
        new Chain("output", "output")
            .add("oifname \"lo\" accept")
            .add("icmp type redirect drop")
            .add("oifname \"%s\" ip saddr != %s drop", outside.device(), outside.address())
            .add(
                "oifname \"%s\" icmp type { destination-unreachable, time-exceeded, parameter-problem }"
                    + " %s != 0x%08x drop",
                outside.device(), QUOTED_DESTINATION, Prefix.parseAddress(outside.address()));
    var inner = policy.innerPrefixes();
    if (!inner.isEmpty()) {
      chain
          .add(
              "oifname \"%s\" ip daddr %s udp sport { 500, 4500 } accept",
              outside.device(), set(inner))
          .add(
              "oifname \"%s\" ip daddr %s tcp sport { 8080, 8443 } accept",
              outside.device(), set(inner));
      for (var nameserver : outside.nameservers()) {
        chain
            .add("oifname \"%s\" ip daddr %s udp dport 53 accept", outside.device(), nameserver)
            .add("oifname \"%s\" ip daddr %s tcp dport 53 accept", outside.device(), nameserver);
      }
      chain.add("oifname \"%s\" ip daddr %s drop", outside.device(), set(inner));
    }
    chain.add("oifname \"%s\" ip version 4 accept", outside.device());
    var inside = policy.insideAddress();
    if (inside == null) {
      return chain;
    }
    for (var passage : policy.passages()) {
      chain.add(
          "oifname \"%s\" ip saddr %s ip daddr %s accept", tunnel, inside, set(passage.remote()));
    }
    chain.add("oifname \"%s\" drop", tunnel);
    if (!policy.network().isEmpty()) {
      chain.add("ip saddr %s ip daddr %s ip protocol icmp accept", inside, set(policy.network()));
    }
    return chain;
  }

  private static String set(Collection<Prefix> prefixes) {
    return Prefix.merged(prefixes).stream()
        .map(Prefix::toString)
        .collect(Collectors.joining(", ", "{ ", " }"));
  }

  /** A base chain that drops what none of its rules decides. */
  private static final class Chain {
    private final String name;
    private final String hook;
    private final StringBuilder rules = new StringBuilder();

    Chain(String name, String hook) {
      this.name = name;
      this.hook = hook;
    }

    Chain add(String rule, Object... arguments) {
      rules.append("    ").append(rule.formatted(arguments)).append('\n');
      return this;
    }

    String base() {
      return "  chain %s {\n    type filter hook %s priority filter; policy drop;\n  }\n"
          .formatted(name, hook);
    }

    String rules() {
      return "  chain %s {\n%s  }\n".formatted(name, rules);
    }
  }
}
