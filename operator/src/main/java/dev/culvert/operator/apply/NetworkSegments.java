package dev.culvert.operator.apply;

import dev.culvert.crds.v1alpha1.NetworkRef;
import dev.culvert.crds.v1alpha1.NetworkSegment;
import dev.culvert.operator.catalog.LiveNetworks;
import dev.culvert.operator.catalog.ObjectCache;
import dev.culvert.operator.membership.NetworkInForce;
import dev.culvert.operator.membership.SegmentPlanner;
import dev.culvert.operator.plan.Names;
import dev.culvert.operator.plan.NetworkKey;
import dev.culvert.operator.plan.NetworkPlan;
import dev.culvert.operator.plan.Prefix;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;

/** Writes and deletes segments, which give networks their VNIs and tell nodes of them. */
public final class NetworkSegments {
  private static final Comparator<NetworkSegment> ORDER =
      Comparator.comparing((NetworkSegment segment) ->
              Objects.requireNonNullElse(segment.getMetadata().getCreationTimestamp(), ""))
          .thenComparing(segment -> segment.getMetadata().getName());

  private final KubernetesClient client;
  private final ServerSideApply apply;
  private final String namespace;
  private final ObjectCache<NetworkSegment> segments;
  private final LiveNetworks live;

  /** Keeps segments in the given namespace. */
  public NetworkSegments(
      KubernetesClient client,
      ServerSideApply apply,
      String namespace,
      ObjectCache<NetworkSegment> segments) {
    this.client = client;
    this.apply = apply;
    this.namespace = namespace;
    this.segments = segments;
    this.live = new LiveNetworks(client);
  }

  /** The VNI that the network with the given UID has. */
  public OptionalInt vni(String networkUid) {
    return of(networkUid).stream().mapToInt(segment -> segment.getSpec().vni()).findFirst();
  }

  /**
   * Tells nodes of the network, which takes a VNI for that if it has none.
   *
   * @return the network with its VNI
   */
  public NetworkInForce write(
      NetworkInForce network, NetworkPlan plan, Collection<Prefix> clusterRanges) {
    NetworkInForce numbered = network.vni().isPresent() ? network : takeVni(network);
    NetworkSegment wanted = SegmentPlanner.segment(namespace, numbered, plan, clusterRanges);
    segments.put(apply.apply(wanted, segments.get(namespace, wanted.getMetadata().getName())));
    return numbered;
  }

  /** Tells nodes that the network with the given UID is gone. */
  public void remove(String networkUid) {
    of(networkUid).forEach(this::delete);
  }

  /**
   * Removes the segments of networks that are not there, and second ones.
   *
   * @param unknownNamespaces namespaces of which it is not known which networks are there
   * @param networkUids the UIDs of those that are, asked for once the segments have been looked at
   */
  public void removeAllBut(Set<String> unknownNamespaces, Supplier<Set<String>> networkUids) {
    List<NetworkSegment> present =
        segments
            .all()
            .filter(segment ->
                !unknownNamespaces.contains(
                    String.valueOf(segment.getSpec().virtualNetworkRef().namespace())))
            .sorted(ORDER)
            .toList();
    Set<String> wanted = networkUids.get();
    present.stream()
        .filter(segment -> {
          String uid = segment.getSpec().virtualNetworkUid();
          return (!wanted.contains(uid) && live.isGone(network(segment), uid))
              || of(uid).stream().findFirst().filter(first -> !isSame(first, segment)).isPresent();
        })
        .forEach(this::delete);
  }

  private NetworkInForce takeVni(NetworkInForce network) {
    int vni = SegmentPlanner.firstVni(network.uid());
    while (!take(network, vni)) {
      vni = SegmentPlanner.nextVni(vni);
    }
    return network.numbered(vni);
  }

  /** Whether the VNI is the network's own now; its name lets only one network have it. */
  private boolean take(NetworkInForce network, int vni) {
    Optional<NetworkSegment> present = segments.get(namespace, Names.segment(vni));
    if (present.isPresent()) {
      return isOf(network, present.get());
    }
    try {
      segments.put(client.resource(SegmentPlanner.reservation(namespace, network, vni)).create());
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      NetworkSegment other =
          client
              .resources(NetworkSegment.class)
              .inNamespace(namespace)
              .withName(Names.segment(vni))
              .require();
      segments.put(other);
      return isOf(network, other);
    }
  }

  private void delete(NetworkSegment segment) {
    client.resource(segment).delete();
    segments.remove(segment);
    apply.forget(Set.of(segment.getMetadata().getName()));
  }

  private List<NetworkSegment> of(String networkUid) {
    return segments
        .all()
        .filter(segment -> segment.getSpec().virtualNetworkUid().equals(networkUid))
        .filter(segment -> !segment.isMarkedForDeletion())
        .sorted(ORDER)
        .toList();
  }

  private static NetworkKey network(NetworkSegment segment) {
    NetworkRef ref = segment.getSpec().virtualNetworkRef();
    return new NetworkKey(String.valueOf(ref.namespace()), ref.name());
  }

  private static boolean isOf(NetworkInForce network, NetworkSegment segment) {
    return segment.getSpec().virtualNetworkUid().equals(network.uid());
  }

  private static boolean isSame(NetworkSegment one, NetworkSegment other) {
    return one.getMetadata().getName().equals(other.getMetadata().getName());
  }
}
