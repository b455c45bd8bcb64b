package dev.culvert.operator.membership;

import dev.culvert.crds.v1alpha1.DnsServer;
import dev.culvert.crds.v1alpha1.Subnet;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.operator.plan.AddressSpaceCheck;
import dev.culvert.operator.plan.GatewayWish;
import dev.culvert.operator.plan.NetworkKey;
import dev.culvert.operator.plan.NetworkPlan;
import dev.culvert.operator.plan.Prefix;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A network as its pods find it: what its spec says, as far as the plan carries it out.
 *
 * @param network the network
 * @param space the prefixes in force; empty where the spec is refused and nothing was there before
 * @param subnets the subnets in force, by name, in the spec's order
 * @param gatewayAddress the gateway's address in it, absent while it has none
 * @param vni its VXLAN network identifier, absent while it has none
 */
public record NetworkInForce(
    VirtualNetwork network,
    List<Prefix> space,
    Map<String, Prefix> subnets,
    Optional<String> gatewayAddress,
    OptionalInt vni) {

  /** What of the network is in force by the given plan. */
  public static NetworkInForce of(VirtualNetwork network, NetworkPlan plan, OptionalInt vni) {
    boolean sound = AddressSpaceCheck.problems(network.getSpec()).isEmpty();
    List<Prefix> space =
        plan.gateway()
            .map(GatewayWish::addressSpace)
            .orElseGet(() -> sound ? Prefix.all(network.getSpec().addressSpace()) : List.of());
    Map<String, Prefix> subnets = new LinkedHashMap<>();
    if (sound) {
      for (Subnet subnet : network.getSpec().subnets()) {
        Prefix prefix = Prefix.of(subnet.addressPrefix());
        if (space.stream().anyMatch(part -> part.contains(prefix))) {
          subnets.put(subnet.name(), prefix);
        }
      }
    }
    return new NetworkInForce(
        network, space, subnets, plan.gateway().map(GatewayWish::insideAddress), vni);
  }

  /** The same with the given VNI. */
  public NetworkInForce numbered(int number) {
    return new NetworkInForce(network, space, subnets, gatewayAddress, OptionalInt.of(number));
  }

  /** Where it lives. */
  public NetworkKey key() {
    return NetworkKey.of(network);
  }

  /** Its UID. */
  public String uid() {
    return network.getMetadata().getUid();
  }

  /** The address of the DNS server of the given name. */
  Optional<String> dnsServer(String name) {
    return network.getSpec().dnsServers().stream()
        .filter(server -> server.name().equals(name))
        .map(DnsServer::address)
        .findFirst();
  }

  /** Whether pods of a namespace with the given labels may be on it. */
  boolean admits(String namespace, Map<String, String> labels) {
    var members = network.getSpec().members();
    return namespace.equals(key().namespace())
        || (members != null
            && members.namespaces() != null
            && members.namespaces().selects(labels));
  }
}
