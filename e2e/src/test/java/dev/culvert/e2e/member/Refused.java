package dev.culvert.e2e.member;

import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.Locale;
import java.util.Map;

/** Pods that cannot have what they ask for of {@link AddressesIT}'s network. */
enum Refused {
  TAKEN("AddressTaken", Map.of(), Map.of("culvert.dev/address", "10.71.2.9")),
  OUTSIDE("AddressOutsideSubnet", Map.of(), Map.of("culvert.dev/address", "10.71.9.9")),
  THE_GATEWAYS("AddressOutsideSubnet", Map.of(), Map.of("culvert.dev/address", "10.71.255.228")),
  NONSENSE("AddressInvalid", Map.of(), Map.of("culvert.dev/address", "10.71.2.300")),
  FOURTH("AddressReserved", Map.of(), Map.of("culvert.dev/address", "10.71.2.3")),
  LAST("AddressReserved", Map.of(), Map.of("culvert.dev/address", "10.71.2.255")),
  DNS_SERVERS("AddressReserved", Map.of(), Map.of("culvert.dev/address", "10.71.2.53")),
  NO_SUCH_DNS_SERVER("DnsServerNotFound", Map.of(), Map.of("culvert.dev/dns-server", "dns9")),
  UNKNOWN_SUBNET("SubnetNotFound", Map.of("culvert.dev/subnet", "basement"), Map.of()),
  NO_SUBNET("SubnetMissing", Map.of("culvert.dev/subnet", ""), Map.of()),
  GATEWAY_SUBNET("SubnetReserved", Map.of("culvert.dev/subnet", "GatewaySubnet"), Map.of()),
  UNKNOWN_NETWORK("NetworkNotFound", Map.of("culvert.dev/virtual-network", "none"), Map.of());

  private final String reason;
  private final Map<String, String> labels;
  private final Map<String, String> annotations;

  Refused(String reason, Map<String, String> labels, Map<String, String> annotations) {
    this.reason = reason;
    this.labels = labels;
    this.annotations = annotations;
  }

  /** What its owner is told. */
  String reason() {
    return reason;
  }

  /** Its name as a pod. */
  String pod() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Makes it of a pod that could be on the network. */
  PodBuilder of(PodBuilder pod) {
    return pod.editMetadata()
        .withName(pod())
        .addToLabels(labels)
        .addToAnnotations(annotations)
        .endMetadata();
  }
}
