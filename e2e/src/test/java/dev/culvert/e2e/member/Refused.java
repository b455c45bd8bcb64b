package dev.culvert.e2e.member;

import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.Locale;

/** Pods that cannot have what they ask for of {@link AdmissionIT}'s network. */
enum Refused {
  TAKEN("AddressTaken", Where.ANNOTATION, "address", "10.71.2.9"),
  OUTSIDE("AddressOutsideSubnet", Where.ANNOTATION, "address", "10.71.9.9"),
  THE_GATEWAYS("AddressOutsideSubnet", Where.ANNOTATION, "address", "10.71.255.228"),
  NONSENSE("AddressInvalid", Where.ANNOTATION, "address", "10.71.2.300"),
  FOURTH("AddressReserved", Where.ANNOTATION, "address", "10.71.2.3"),
  LAST("AddressReserved", Where.ANNOTATION, "address", "10.71.2.255"),
  DNS_SERVERS("AddressReserved", Where.ANNOTATION, "address", "10.71.2.53"),
  NO_SUCH_DNS_SERVER("DnsServerNotFound", Where.ANNOTATION, "dns-server", "dns9"),
  UNKNOWN_SUBNET("SubnetNotFound", Where.LABEL, "subnet", "basement"),
  NO_SUBNET("SubnetMissing", Where.LABEL, "subnet", ""),
  GATEWAY_SUBNET("SubnetReserved", Where.LABEL, "subnet", "GatewaySubnet"),
  UNKNOWN_NETWORK("NetworkNotFound", Where.LABEL, "virtual-network", "none");

  private enum Where {
    LABEL,
    ANNOTATION
  }

  private final String reason;
  private final Where where;
  private final String key;
  private final String value;

  Refused(String reason, Where where, String key, String value) {
    this.reason = reason;
    this.where = where;
    this.key = "culvert.dev/" + key;
    this.value = value;
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
    PodBuilder named = pod.editMetadata().withName(pod()).endMetadata();
    return switch (where) {
      case LABEL -> named.editMetadata().addToLabels(key, value).endMetadata();
      case ANNOTATION -> named.editMetadata().addToAnnotations(key, value).endMetadata();
    };
  }
}
