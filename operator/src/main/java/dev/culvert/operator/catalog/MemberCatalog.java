package dev.culvert.operator.catalog;

import dev.culvert.crds.v1alpha1.AddressClaim;
import dev.culvert.crds.v1alpha1.AddressHolder;
import dev.culvert.crds.v1alpha1.Members;
import dev.culvert.crds.v1alpha1.NetworkSegment;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.operator.membership.MemberPod;
import dev.culvert.operator.plan.NetworkKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Pods that name networks, the addresses they have, and what nodes are told of networks. */
public final class MemberCatalog implements AutoCloseable {
  private static final String NAME_LABEL = "kubernetes.io/metadata.name";

  private final KubernetesClient client;
  private final String nodesNamespace;
  private final Set<String> watchNamespaces;
  private final ObjectCache<Pod> pods;
  private final ObjectCache<AddressClaim> claims;
  private final ObjectCache<NetworkSegment> segments;
  private final @Nullable ObjectCache<Namespace> namespaces;

  /**
   * @param watchNamespaces the users' namespaces to watch; empty for all
   * @param nodesNamespace where the node agents are
   * @param onMembers told of which network the pods or their addresses changed, on informer threads
   * @param onSegment told of which network the segment changed, on informer threads
   */
  public MemberCatalog(
      KubernetesClient client,
      Set<String> watchNamespaces,
      String nodesNamespace,
      Consumer<NetworkKey> onMembers,
      Consumer<NetworkKey> onSegment) {
    this.client = client;
    this.nodesNamespace = nodesNamespace;
    this.watchNamespaces = watchNamespaces;
    this.claims =
        new ObjectCache<>(
            Catalog.watched(client, AddressClaim.class, watchNamespaces),
            (a, b) -> Changes.ofSpecOrLife(a, b) || !Objects.equals(a.getStatus(), b.getStatus()),
            claim -> onMembers.accept(networkOf(claim)));
    this.pods =
        new ObjectCache<>(
            pods(client, watchNamespaces),
            (a, b) -> !MemberPod.of(a).equals(MemberPod.of(b)),
            pod -> networksOf(pod).forEach(onMembers));
    this.segments =
        new ObjectCache<>(
            List.of(
                Feed.of(
                    client
                        .resources(NetworkSegment.class)
                        .inNamespace(nodesNamespace)
                        .runnableInformer(0))),
            Changes::ofSpecOrLife,
            segment -> onSegment.accept(networkOf(segment)));
    this.namespaces =
        watchNamespaces.isEmpty()
            ? new ObjectCache<>(
                List.of(Feed.of(client.namespaces().runnableInformer(0))),
                (a, b) -> !Objects.equals(a.getMetadata().getLabels(), b.getMetadata().getLabels()),
                namespace -> strangersIn(namespace).forEach(onMembers))
            : null;
  }

  /** Starts every informer and waits for the first listings. */
  public void start() throws InterruptedException {
    Catalog.start(all());
  }

  /** Whether every informer still watches. */
  public boolean isWatching() {
    return all().allMatch(ObjectCache::isWatching);
  }

  /** Users' pods that name the given network. */
  public List<MemberPod> podsOf(NetworkKey network) {
    return pods.all()
        .filter(pod -> network.name().equals(pod.getMetadata().getLabels().get(MemberPod.NETWORK)))
        .flatMap(pod -> MemberPod.of(pod).stream())
        .filter(pod -> pod.network().equals(network))
        .toList();
  }

  /** Which of the given UIDs are of pods that are known and live. */
  public Set<String> living(Set<String> uids) {
    return uids.isEmpty()
        ? Set.of()
        : living(pod -> uids.contains(pod.getMetadata().getUid())).collect(Collectors.toSet());
  }

  /** The claims of networks of the given name, former ones included. */
  public List<AddressClaim> claimsOf(NetworkKey network) {
    return claims.all().filter(claim -> networkOf(claim).equals(network)).toList();
  }

  /** Every claim, to read what this process wrote itself. */
  public ObjectCache<AddressClaim> claims() {
    return claims;
  }

  /** Every segment, to read what this process wrote itself. */
  public ObjectCache<NetworkSegment> segments() {
    return segments;
  }

  /** Where segments are. */
  public String nodesNamespace() {
    return nodesNamespace;
  }

  /** Every network that pods name or that has claims. */
  public Set<NetworkKey> networks() {
    return Stream.concat(
            pods.all().flatMap(pod -> MemberPod.of(pod).stream()).map(MemberPod::network),
            claims.all().map(MemberCatalog::networkOf))
        .collect(Collectors.toSet());
  }

  /** The labels of namespaces, by name; of a single one that is watched no more than its name. */
  public Map<String, Map<String, String>> namespaces() {
    return namespaces == null
        ? watchNamespaces.stream()
            .collect(Collectors.toMap(name -> name, name -> Map.of(NAME_LABEL, name)))
        : namespaces
            .all()
            .collect(
                Collectors.toMap(
                    namespace -> namespace.getMetadata().getName(),
                    namespace ->
                        Objects.requireNonNullElse(namespace.getMetadata().getLabels(), Map.of()),
                    (a, b) -> b));
  }

  /** Whether the network lets pods of another namespace in. */
  public boolean admits(VirtualNetwork network, String namespace) {
    Members members = network.getSpec().members();
    Map<String, String> labels = namespaces().get(namespace);
    return members != null
        && members.namespaces() != null
        && labels != null
        && members.namespaces().selects(labels);
  }

  /** Whether pods of the namespace may be there that were never listed. */
  public boolean neverSaw(String namespace) {
    return pods.neverListed().anyMatch(namespace::equals);
  }

  /** The UIDs of all pods that are known and live. */
  public Set<String> living() {
    return living(pod -> true).collect(Collectors.toSet());
  }

  private Stream<String> living(Predicate<Pod> which) {
    return pods.all()
        .filter(which)
        .flatMap(pod -> MemberPod.of(pod).stream())
        .filter(pod -> !pod.isEnded())
        .map(MemberPod::uid);
  }

  /** Whether pods of the namespace are served. */
  public boolean serves(String namespace) {
    return watchNamespaces.isEmpty() || watchNamespaces.contains(namespace);
  }

  /**
   * The pod that has an address, as the API server knows it now, also one that names no network any
   * more. Empty if it is gone, or on its way out with a namespace that may not be read any more.
   */
  public Optional<Pod> ask(AddressHolder holder) {
    try {
      // The operator may list pods, and get none.
      return client
          .pods()
          .inNamespace(holder.namespace())
          .withField("metadata.name", holder.name())
          .list()
          .getItems()
          .stream()
          .filter(pod -> pod.getMetadata().getUid().equals(holder.uid()))
          .findFirst();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Takes over what the API server answered about a pod. */
  public void saw(Pod pod) {
    pods.put(SlimPods.slim(pod));
  }

  /** The network a claim is of. */
  public static NetworkKey networkOf(AddressClaim claim) {
    return new NetworkKey(
        claim.getMetadata().getNamespace(), claim.getSpec().virtualNetworkRef().name());
  }

  private static NetworkKey networkOf(NetworkSegment segment) {
    var ref = segment.getSpec().virtualNetworkRef();
    return new NetworkKey(String.valueOf(ref.namespace()), ref.name());
  }

  /** The network the pod names, and those it named before and has addresses of. */
  private Set<NetworkKey> networksOf(Pod pod) {
    String uid = pod.getMetadata().getUid();
    return Stream.concat(
            MemberPod.of(pod).map(MemberPod::network).stream(),
            claims.all().filter(claim -> isHeldBy(uid, claim)).map(MemberCatalog::networkOf))
        .collect(Collectors.toSet());
  }

  private static boolean isHeldBy(String uid, AddressClaim claim) {
    AddressHolder holder = claim.getSpec().holder();
    return holder != null && holder.uid().equals(uid);
  }

  /** The networks of other namespaces that pods of this one name. */
  private Set<NetworkKey> strangersIn(HasMetadata namespace) {
    String name = namespace.getMetadata().getName();
    return pods.all()
        .filter(pod -> pod.getMetadata().getNamespace().equals(name))
        .flatMap(pod -> MemberPod.of(pod).stream())
        .map(MemberPod::network)
        .filter(network -> !network.namespace().equals(name))
        .collect(Collectors.toSet());
  }

  private static List<Feed<Pod>> pods(KubernetesClient client, Set<String> namespaces) {
    if (namespaces.isEmpty()) {
      return List.of(
          Feed.of(
              client
                  .pods()
                  .inAnyNamespace()
                  .withLabel(MemberPod.NETWORK)
                  .runnableInformer(0)
                  .itemStore(new SlimPods())));
    }
    return namespaces.stream()
        .sorted()
        .map(namespace ->
            Feed.ofNamespace(
                namespace,
                client
                    .pods()
                    .inNamespace(namespace)
                    .withLabel(MemberPod.NETWORK)
                    .runnableInformer(0)
                    .itemStore(new SlimPods())))
        .toList();
  }

  private Stream<ObjectCache<?>> all() {
    return Stream.concat(Stream.of(pods, claims, segments), Stream.ofNullable(namespaces));
  }

  @Override
  public void close() {
    all().forEach(ObjectCache::close);
  }
}
