package dev.culvert.operator.membership;

import dev.culvert.crds.v1alpha1.AddressClaim;
import dev.culvert.crds.v1alpha1.DnsServer;
import dev.culvert.crds.v1alpha1.SubnetUse;
import dev.culvert.operator.plan.AddressSpaceCheck;
import dev.culvert.operator.plan.Finding;
import dev.culvert.operator.plan.Reasons;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The addresses of a network's subnets. */
public final class Addresses {
  private final NetworkInForce network;
  private final Map<String, SubnetAddresses> subnets = new LinkedHashMap<>();
  private final Map<String, AddressClaim> claims = new HashMap<>();

  /**
   * The network's addresses when the given claims are all there are.
   *
   * @param avoid addresses that are given only when there are no others
   */
  public Addresses(NetworkInForce network, Collection<AddressClaim> claims, Set<String> avoid) {
    this.network = network;
    network
        .subnets()
        .forEach((name, prefix) -> {
          var subnet = new SubnetAddresses(prefix);
          network.network().getSpec().dnsServers().stream()
              .map(DnsServer::address)
              .forEach(subnet::reserve);
          network.gatewayAddress().ifPresent(subnet::reserve);
          avoid.forEach(subnet::avoid);
          subnets.put(name, subnet);
        });
    claims.forEach(this::use);
  }

  /** How much of each subnet is in use. */
  public List<SubnetUse> use() {
    return subnets.entrySet().stream()
        .map(e -> new SubnetUse(e.getKey(), e.getValue().capacity(), e.getValue().inUse()))
        .toList();
  }

  /** The subnets that have no address for another pod. GatewaySubnet has none for pods anyway. */
  public List<String> full() {
    return subnets.entrySet().stream()
        .filter(e -> !e.getKey().equals(AddressSpaceCheck.GATEWAY_SUBNET))
        .filter(e -> e.getValue().isFull())
        .map(Map.Entry::getKey)
        .toList();
  }

  void use(AddressClaim claim) {
    String address = claim.getSpec().address();
    claims.put(address, claim);
    subnets.values().forEach(subnet -> subnet.use(address));
  }

  Optional<AddressClaim> claimOf(String address) {
    return Optional.ofNullable(claims.get(address));
  }

  boolean isIn(String subnet, AddressClaim claim) {
    return Optional.ofNullable(subnets.get(subnet))
        .filter(addresses -> addresses.contains(claim.getSpec().address()))
        .isPresent();
  }

  Optional<String> takeLowest(String subnet) {
    return Optional.ofNullable(subnets.get(subnet)).flatMap(SubnetAddresses::takeLowest);
  }

  /** Why the pod cannot have the address, whether it is in use or not. */
  Optional<Finding> unfit(MemberPod pod, String address) {
    String name = pod.subnet().orElseThrow();
    SubnetAddresses subnet = subnets.get(name);
    if (subnet == null || !subnet.contains(address)) {
      return Optional.of(
          new Finding(
              Reasons.ADDRESS_OUTSIDE_SUBNET,
              "Address %s is not inside subnet \"%s\"%s; correct the annotation %s."
                  .formatted(
                      address,
                      name,
                      Optional.ofNullable(network.subnets().get(name))
                          .map(prefix -> " " + prefix)
                          .orElse(""),
                      MemberPod.ADDRESS)));
    }
    return reservation(pod, address, subnet)
        .map(why ->
            new Finding(
                Reasons.ADDRESS_RESERVED,
                "Address %s is reserved: %s. Ask for another.".formatted(address, why)));
  }

  private Optional<String> reservation(MemberPod pod, String address, SubnetAddresses subnet) {
    if (subnet.isAtTheEdge(address)) {
      return Optional.of("it is one of the first four or the last of its subnet");
    }
    if (network.gatewayAddress().filter(address::equals).isPresent()) {
      return Optional.of("it is the gateway's");
    }
    boolean isOwn = pod.dnsServer().flatMap(network::dnsServer).filter(address::equals).isPresent();
    return network.network().getSpec().dnsServers().stream()
        .filter(server -> !isOwn && server.address().equals(address))
        .map(server ->
            "it is DNS server \"%s\", which a pod says to be by the annotation %s"
                .formatted(server.name(), MemberPod.DNS_SERVER))
        .findFirst();
  }
}
