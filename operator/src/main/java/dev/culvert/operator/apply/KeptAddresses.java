package dev.culvert.operator.apply;

import dev.culvert.crds.v1alpha1.AddressClaim;
import dev.culvert.crds.v1alpha1.AddressHolder;
import dev.culvert.crds.v1alpha1.AddressKeeper;
import dev.culvert.operator.catalog.MemberCatalog;
import dev.culvert.operator.membership.Lapse;
import dev.culvert.operator.membership.MemberPod;
import dev.culvert.operator.plan.NetworkKey;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out which addresses are kept for pods that will not come again. */
public final class KeptAddresses {
  private static final Logger LOG = LoggerFactory.getLogger(KeptAddresses.class);

  private final KubernetesClient client;
  private final MemberCatalog catalog;

  /** Asks through the given client. */
  public KeptAddresses(KubernetesClient client, MemberCatalog catalog) {
    this.client = client;
    this.catalog = catalog;
  }

  private record Kept(AddressClaim claim, AddressKeeper keeper, AddressHolder former) {}

  /** The UIDs of claims whose keeper does not need them any more. */
  public Set<String> lapsed() {
    Map<NetworkKey, Optional<StatefulSet>> found = new HashMap<>();
    Set<String> lapsed = new HashSet<>();
    for (Kept kept : waiting()) {
      NetworkKey key = new NetworkKey(kept.keeper().namespace(), kept.keeper().name());
      try {
        if (!catalog.serves(key.namespace())) {
          lapsed.add(kept.claim().getMetadata().getUid());
          continue;
        }
        if (!found.containsKey(key)) {
          found.put(key, statefulSet(key));
        }
        if (Lapse.of(kept.claim(), found.getOrDefault(key, Optional.empty()))
            || hasLeft(kept.former())) {
          lapsed.add(kept.claim().getMetadata().getUid());
        }
      } catch (KubernetesClientException e) {
        LOG.debug("StatefulSet {} cannot be read, its addresses stay: {}", key, e.getMessage());
      }
    }
    return lapsed;
  }

  /** Those whose pod is gone. */
  private List<Kept> waiting() {
    Set<String> living = catalog.living();
    return catalog
        .claims()
        .all()
        .flatMap(KeptAddresses::kept)
        .filter(kept -> !living.contains(kept.former().uid()))
        .toList();
  }

  private static Stream<Kept> kept(AddressClaim claim) {
    AddressKeeper keeper = claim.getSpec().keptFor();
    AddressHolder holder = claim.getSpec().holder();
    return keeper == null || holder == null || !keeper.kind().equals(AddressKeeper.STATEFUL_SET)
        ? Stream.empty()
        : Stream.of(new Kept(claim, keeper, holder));
  }

  private Optional<StatefulSet> statefulSet(NetworkKey key) {
    return Optional.ofNullable(
        client.apps().statefulSets().inNamespace(key.namespace()).withName(key.name()).get());
  }

  /** Whether the pod lives on and names no network any more. */
  private boolean hasLeft(AddressHolder holder) {
    return catalog
        .ask(holder)
        .filter(pod -> !pod.getMetadata().getLabels().containsKey(MemberPod.NETWORK))
        .isPresent();
  }
}
