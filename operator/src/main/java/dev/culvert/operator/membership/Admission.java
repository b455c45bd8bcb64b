package dev.culvert.operator.membership;

import dev.culvert.crds.v1alpha1.AddressClaim;
import dev.culvert.crds.v1alpha1.AddressHolder;
import dev.culvert.crds.v1alpha1.DnsServer;
import dev.culvert.operator.plan.AddressSpaceCheck;
import dev.culvert.operator.plan.Finding;
import dev.culvert.operator.plan.Prefix;
import dev.culvert.operator.plan.Reasons;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether a pod may be on a network, which address it asks for, and the words for refusals. */
final class Admission {
  private final NetworkInForce network;
  private final Map<String, Map<String, String>> namespaces;

  Admission(NetworkInForce network, Map<String, Map<String, String>> namespaces) {
    this.network = network;
    this.namespaces = namespaces;
  }

  /** Whether nothing can be told yet: the pod's namespace is so new that it was not seen. */
  boolean isUndecided(MemberPod pod) {
    String namespace = pod.key().namespace();
    return !pod.hostNetwork()
        && !namespace.equals(network.key().namespace())
        && !namespaces.containsKey(namespace);
  }

  /** Why the pod may not be on the network. */
  Optional<Finding> refusal(MemberPod pod) {
    if (pod.hostNetwork()) {
      return Optional.of(onHostNetwork(pod));
    }
    String namespace = pod.key().namespace();
    if (!network.admits(namespace, namespaces.getOrDefault(namespace, Map.of()))) {
      return Optional.of(notFound(pod));
    }
    if (pod.subnet().isEmpty()) {
      return Optional.of(
          new Finding(
              Reasons.SUBNET_MISSING,
              "Pod \"%s\" names no subnet of VirtualNetwork %s; %s."
                  .formatted(pod.key().name(), network.key(), choices())));
    }
    return pod.subnet().filter(AddressSpaceCheck.GATEWAY_SUBNET::equals).isPresent()
        ? Optional.of(
            new Finding(
                Reasons.SUBNET_RESERVED,
                "Subnet GatewaySubnet is the gateway's own; %s.".formatted(choices())))
        : Optional.empty();
  }

  /** Why the network cannot give the pod an address; who has one keeps it all the same. */
  Optional<Finding> unserved(MemberPod pod) {
    if (network.vni().isEmpty() || network.subnets().isEmpty()) {
      return Optional.of(
          new Finding(
              Reasons.NETWORK_NOT_READY,
              "VirtualNetwork %s is not accepted, or has no subnets; see its conditions."
                  .formatted(network.key())));
    }
    return pod.subnet()
        .filter(subnet -> !network.subnets().containsKey(subnet))
        .map(subnet ->
            new Finding(
                Reasons.SUBNET_NOT_FOUND,
                "VirtualNetwork %s has no subnet \"%s\"; %s."
                    .formatted(network.key(), subnet, choices())));
  }

  /**
   * The network does not exist, or does not admit the pod's namespace. The words are the same: a
   * stranger does not learn from them that there is such a network.
   */
  static Finding notFound(MemberPod pod) {
    if (pod.hostNetwork()) {
      return onHostNetwork(pod);
    }
    boolean isOwn = pod.network().namespace().equals(pod.key().namespace());
    return new Finding(
        Reasons.POD_NETWORK_NOT_FOUND,
        isOwn
            ? "There is no VirtualNetwork \"%s\" in namespace %s; create it, or correct the label %s."
                .formatted(pod.network().name(), pod.network().namespace(), MemberPod.NETWORK)
            : "There is no VirtualNetwork \"%s\" in namespace %s that pods of namespace %s may be on; ask there for one whose spec.members selects it."
                .formatted(pod.network().name(), pod.network().namespace(), pod.key().namespace()));
  }

  /** The address the pod asks for. */
  Wish wish(MemberPod pod) {
    Optional<String> server = pod.dnsServer().flatMap(network::dnsServer);
    if (pod.dnsServer().isPresent() && server.isEmpty()) {
      String names =
          network.network().getSpec().dnsServers().stream()
              .map(DnsServer::name)
              .collect(Collectors.joining(", "));
      return Wish.refused(
          new Finding(
              Reasons.DNS_SERVER_NOT_FOUND,
              "VirtualNetwork %s has no DNS server \"%s\"; %s."
                  .formatted(
                      network.key(),
                      pod.dnsServer().get(),
                      names.isEmpty()
                          ? "its spec.dnsServers is empty"
                          : "annotate %s with one of: %s".formatted(MemberPod.DNS_SERVER, names))));
    }
    if (pod.address().isPresent()) {
      String address = pod.address().get();
      return Prefix.ofAddress(address).isPresent()
          ? Wish.of(address)
          : Wish.refused(
              new Finding(
                  Reasons.ADDRESS_INVALID,
                  "Annotation %s: \"%s\" is no IPv4 address; write it as a.b.c.d."
                      .formatted(MemberPod.ADDRESS, address)));
    }
    return server.filter(address -> isInSubnetOf(pod, address)).map(Wish::of).orElse(Wish.ANY);
  }

  private boolean isInSubnetOf(MemberPod pod, String address) {
    return pod.subnet()
        .flatMap(name -> Optional.ofNullable(network.subnets().get(name)))
        .filter(prefix -> prefix.offsetOf(address).isPresent())
        .isPresent();
  }

  /** Somebody has the address; who, only the pods of the same namespace learn. */
  Finding taken(MemberPod pod, String address, Optional<AddressClaim> claim) {
    String who =
        claim
            .flatMap(present -> Optional.ofNullable(present.getSpec().holder()))
            .filter(holder -> holder.namespace().equals(pod.key().namespace()))
            .map(AddressHolder::name)
            .map(" by pod \"%s\""::formatted)
            .orElse("");
    return new Finding(
        Reasons.ADDRESS_TAKEN,
        "Address %s is taken%s; ask for another, or wait until it is free."
            .formatted(address, who));
  }

  /** The subnet has no address left. */
  Finding full(MemberPod pod) {
    String subnet = pod.subnet().orElseThrow();
    return new Finding(
        Reasons.SUBNET_FULL,
        "Subnet \"%s\" %s of VirtualNetwork %s has no free address; delete pods, or use another subnet."
            .formatted(subnet, network.subnets().get(subnet), network.key()));
  }

  private String choices() {
    String names =
        network.subnets().keySet().stream()
            .filter(name -> !name.equals(AddressSpaceCheck.GATEWAY_SUBNET))
            .collect(Collectors.joining(", "));
    return names.isEmpty()
        ? "the network has no subnet for pods, add one to spec.subnets"
        : "label the pod %s with one of: %s".formatted(MemberPod.SUBNET, names);
  }

  private static Finding onHostNetwork(MemberPod pod) {
    return new Finding(
        Reasons.HOST_NETWORK,
        "Pod \"%s\" is in the node's network (hostNetwork: true) and cannot be on a virtual one."
            .formatted(pod.key().name()));
  }
}
