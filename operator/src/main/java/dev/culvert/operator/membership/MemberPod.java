package dev.culvert.operator.membership;

import dev.culvert.crds.v1alpha1.AddressHolder;
import dev.culvert.crds.v1alpha1.AddressKeeper;
import dev.culvert.operator.plan.AddressSpaceCheck;
import dev.culvert.operator.plan.NetworkKey;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What matters of a pod that is, or wishes to be, on a virtual network.
 *
 * @param key its namespace and name
 * @param uid its metadata.uid
 * @param created when it was created, as the API server writes times
 * @param network the network it names
 * @param subnet the subnet it names
 * @param address the address it asks for, as it is written
 * @param dnsServer the entry of the network's dnsServers that it is
 * @param statefulSet the StatefulSet it belongs to
 * @param node the node it is bound to
 * @param hostNetwork whether it is in the node's network
 * @param isEnded whether it runs no more and never will
 * @param isLeaving whether it is being deleted
 * @param isGated whether its readiness waits for {@link #ATTACHED}
 * @param attached what is said of it so far
 */
public record MemberPod(
    NetworkKey key,
    String uid,
    String created,
    NetworkKey network,
    Optional<String> subnet,
    Optional<String> address,
    Optional<String> dnsServer,
    Optional<AddressKeeper> statefulSet,
    Optional<String> node,
    boolean hostNetwork,
    boolean isEnded,
    boolean isLeaving,
    boolean isGated,
    Optional<AttachedCondition> attached) {

  /** The label that names the network. */
  public static final String NETWORK = "culvert.dev/virtual-network";

  /** The label that names the subnet. */
  public static final String SUBNET = "culvert.dev/subnet";

  /** The annotation that names the network's namespace, where it is not the pod's own. */
  public static final String NETWORK_NAMESPACE = "culvert.dev/virtual-network-namespace";

  /** The annotation that asks for an address. */
  public static final String ADDRESS = "culvert.dev/address";

  /** The annotation that says which of the network's DNS servers the pod is. */
  public static final String DNS_SERVER = "culvert.dev/dns-server";

  /** The pod condition, and readiness gate, that says whether the pod is on its network. */
  public static final String ATTACHED = "culvert.dev/attached";

  /** Oldest first. */
  static final Comparator<MemberPod> ORDER =
      Comparator.comparing(MemberPod::created)
          .thenComparing(pod -> pod.key().toString())
          .thenComparing(MemberPod::uid);

  private static final Set<String> ENDS = Set.of("Succeeded", "Failed");

  /** What matters of the given pod, if it names a network. */
  public static Optional<MemberPod> of(Pod pod) {
    ObjectMeta meta = pod.getMetadata();
    return value(meta.getLabels(), NETWORK)
        .map(network ->
            of(
                pod,
                new NetworkKey(
                    value(meta.getAnnotations(), NETWORK_NAMESPACE).orElse(meta.getNamespace()),
                    network),
                value(meta.getLabels(), SUBNET)));
  }

  /** What matters of a pod of the given network's gateway. */
  public static MemberPod ofGateway(Pod pod, NetworkKey network) {
    return of(pod, network, Optional.of(AddressSpaceCheck.GATEWAY_SUBNET));
  }

  private static MemberPod of(Pod pod, NetworkKey network, Optional<String> subnet) {
    ObjectMeta meta = pod.getMetadata();
    return new MemberPod(
        NetworkKey.of(pod),
        meta.getUid(),
        Objects.requireNonNullElse(meta.getCreationTimestamp(), ""),
        network,
        subnet,
        value(meta.getAnnotations(), ADDRESS),
        value(meta.getAnnotations(), DNS_SERVER),
        statefulSet(meta),
        Optional.ofNullable(pod.getSpec().getNodeName()).filter(node -> !node.isEmpty()),
        Boolean.TRUE.equals(pod.getSpec().getHostNetwork()),
        pod.getStatus() != null && ENDS.contains(String.valueOf(pod.getStatus().getPhase())),
        pod.isMarkedForDeletion(),
        pod.getSpec().getReadinessGates() != null
            && pod.getSpec().getReadinessGates().stream()
                .anyMatch(gate -> ATTACHED.equals(gate.getConditionType())),
        attached(pod));
  }

  /** The pod as the holder of an address. */
  public AddressHolder asHolder() {
    return new AddressHolder(key.namespace(), key.name(), uid, node.orElse(null));
  }

  private static Optional<AddressKeeper> statefulSet(ObjectMeta meta) {
    return meta.getOwnerReferences().stream()
        .filter(owner -> Boolean.TRUE.equals(owner.getController()))
        .filter(owner -> owner.getKind().equals(AddressKeeper.STATEFUL_SET))
        .filter(owner -> owner.getApiVersion().startsWith("apps/"))
        .map(owner ->
            new AddressKeeper(
                AddressKeeper.STATEFUL_SET, meta.getNamespace(), owner.getName(), owner.getUid()))
        .findFirst();
  }

  private static Optional<AttachedCondition> attached(Pod pod) {
    List<PodCondition> conditions =
        pod.getStatus() == null ? List.of() : pod.getStatus().getConditions();
    return conditions.stream()
        .filter(condition -> ATTACHED.equals(condition.getType()))
        .map(condition ->
            new AttachedCondition(
                condition.getStatus(),
                Objects.requireNonNullElse(condition.getReason(), ""),
                Objects.requireNonNullElse(condition.getMessage(), "")))
        .findFirst();
  }

  private static Optional<String> value(@Nullable Map<String, String> values, String key) {
    return Optional.ofNullable(values)
        .map(present -> present.get(key))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }
}
