package dev.culvert.node.agent.pod;

import dev.culvert.node.agent.plan.Attachment;
import dev.culvert.node.agent.plan.Prefix;
import dev.culvert.node.agent.plan.Underlay;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A pod's routes into its network, and what makes of those that are there the wanted ones. */
final class PodRoutes {
  private static final String UNREACHABLE = "unreachable";

  private final Attachment attachment;
  private final Map<Prefix, Route> wanted = new LinkedHashMap<>();

  /**
   * @param via the next hop; null where there is none
   * @param source the address packets get
   * @param mtu null where it is the interface's
   */
  private record Route(@Nullable String via, @Nullable String source, @Nullable String mtu) {

    /** In the words of {@code ip route add}. */
    String words(Prefix prefix) {
      var way = via == null ? " scope link" : " via " + via + " onlink";
      return prefix
          + way
          + " dev vnet0 src "
          + source
          + (mtu == null ? "" : " mtu " + mtu)
          + " "
          + AttachScript.PROTOCOL;
    }
  }

  /** A gateway reaches what is remote through its tunnels, the others through the gateway. */
  PodRoutes(Attachment attachment, Underlay underlay) {
    this.attachment = attachment;
    for (var prefix : attachment.localRoutes()) {
      wanted.put(prefix, new Route(null, attachment.address(), null));
    }
    var gateway = attachment.gatewayAddress();
    if (gateway != null && !attachment.isGateway()) {
      var mtu = Integer.toString(underlay.remoteMtu());
      for (var prefix : attachment.remoteRoutes()) {
        wanted.putIfAbsent(prefix, new Route(gateway, attachment.address(), mtu));
      }
    }
  }

  /** Lines for {@code ip -batch} that add all of them. */
  List<String> added() {
    return lines("route add ");
  }

  /** Lines for {@code ip -batch} that put all of them there, whatever is there. */
  List<String> replaced() {
    return lines("route replace ");
  }

  private List<String> lines(String verb) {
    return wanted.entrySet().stream()
        .map(entry -> verb + entry.getValue().words(entry.getKey()))
        .toList();
  }

  /**
   * Lines for {@code ip -batch} that make of the listed routes the wanted ones, what comes before
   * what goes. Barriers stay, also of what is remote no more, but for those inside a wanted one,
   * which would go before its route, and for a gateway's, whose agent has its own; before what is
   * the cluster's own they give way, and stay before the rest.
   *
   * @param listing of {@code ip route show} of our protocol
   */
  List<String> amended(String listing) {
    var coming = new ArrayList<String>();
    var going = new ArrayList<String>();
    var missing = new LinkedHashMap<>(wanted);
    var barriers = new HashSet<>(attachment.localRoutes());
    if (!attachment.isGateway()) {
      barriers.addAll(attachment.remoteRoutes());
    }
    for (var line : listing.lines().map(String::strip).filter(l -> !l.isEmpty()).toList()) {
      var words = List.of(line.split(" +"));
      if (words.getFirst().equals(UNREACHABLE) && words.size() > 1) {
        var prefix = prefix(words.get(1));
        var left = left(prefix, barriers);
        if (!left.equals(List.of(prefix))) {
          left.stream().map(AttachScript::barrier).forEach(coming::add);
          going.add("route del unreachable " + prefix + " " + AttachScript.BARRIER);
        }
      } else if (AttachScript.INTERFACE.equals(after(words, "dev"))) {
        var prefix = prefix(words.getFirst());
        var present = new Route(after(words, "via"), after(words, "src"), after(words, "mtu"));
        var route = missing.remove(prefix);
        if (route == null) {
          going.add("route del " + prefix + " dev vnet0 " + AttachScript.PROTOCOL);
        } else if (!route.equals(present)) {
          coming.add("route replace " + route.words(prefix));
        }
      }
    }
    missing.forEach((prefix, route) -> coming.add("route add " + route.words(prefix)));
    coming.addAll(going);
    return coming;
  }

  /** What stays of a barrier: what is before neither the cluster's own nor a wanted one. */
  private List<Prefix> left(Prefix barrier, Set<Prefix> barriers) {
    if (barriers.contains(barrier)) {
      return List.of(barrier);
    }
    if (attachment.isGateway()) {
      return List.of();
    }
    return barrier.without(attachment.clusterRanges()).stream()
        .filter(part -> barriers.stream().noneMatch(wider -> wider.contains(part)))
        .toList();
  }

  /** {@code ip} leaves out what everybody knows. */
  private static Prefix prefix(String text) {
    if (text.equals("default")) {
      return new Prefix(0, 0);
    }
    return Prefix.parse(text.contains("/") ? text : text + "/32");
  }

  private static @Nullable String after(List<String> words, String word) {
    int place = words.indexOf(word);
    return place < 0 || place + 1 == words.size() ? null : words.get(place + 1);
  }
}
