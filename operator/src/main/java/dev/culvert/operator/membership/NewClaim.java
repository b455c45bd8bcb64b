package dev.culvert.operator.membership;

import dev.culvert.crds.v1alpha1.AddressClaim;
import dev.culvert.crds.v1alpha1.AddressClaimSpec;
import dev.culvert.crds.v1alpha1.AddressHolder;
import dev.culvert.crds.v1alpha1.AddressKeeper;
import dev.culvert.crds.v1alpha1.LocalRef;
import dev.culvert.operator.plan.Names;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Claims as they are made. */
public final class NewClaim {
  /** The label that names the network's UID. */
  public static final String NETWORK_UID = "culvert.dev/virtual-network-uid";

  /** The label that names the holder's UID. */
  public static final String POD_UID = "culvert.dev/pod-uid";

  private NewClaim() {}

  /** The labels of a claim of the given holder. */
  public static Map<String, String> labels(String networkUid, AddressHolder holder) {
    return Map.of(
        "app.kubernetes.io/managed-by", "culvert", NETWORK_UID, networkUid, POD_UID, holder.uid());
  }

  static AddressClaim of(
      NetworkInForce network, MemberPod pod, String address, Optional<AddressKeeper> keeper) {
    var claim = new AddressClaim();
    claim.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(network.key().namespace())
            .withName(Names.claim(network.uid(), address))
            .withLabels(labels(network.uid(), pod.asHolder()))
            .build());
    claim.setSpec(
        new AddressClaimSpec(
            new LocalRef(network.key().name()),
            network.uid(),
            pod.subnet().orElseThrow(),
            address,
            macAddress(network.vni().orElseThrow(), address),
            pod.asHolder(),
            keeper.orElse(null)));
    return claim;
  }

  /** The gateway keeps its address from pod to pod. */
  static Optional<AddressKeeper> keptForGateway(NetworkInForce network, MemberPod pod) {
    return Optional.of(
        new AddressKeeper(
            AddressKeeper.GATEWAY,
            pod.key().namespace(),
            Names.gateway(network.uid()),
            network.uid()));
  }

  /** Locally administered, made of the VNI's last byte and the address. */
  static String macAddress(int vni, String address) {
    return Stream.concat(
            Stream.of(2, vni & 0xff), Stream.of(address.split("\\.", -1)).map(Integer::valueOf))
        .map("%02x"::formatted)
        .collect(Collectors.joining(":"));
  }
}
