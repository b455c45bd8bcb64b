package dev.culvert.operator.report;

import dev.culvert.crds.v1alpha1.AddressClaim;
import dev.culvert.operator.catalog.MemberCatalog;
import dev.culvert.operator.membership.AttachedCondition;
import dev.culvert.operator.membership.MemberPod;
import dev.culvert.operator.plan.Finding;
import dev.culvert.operator.plan.NetworkKey;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Says on pods whether they are on their network, and why not. */
public final class PodReporter {
  private static final PatchContext MERGE = PatchContext.of(PatchType.STRATEGIC_MERGE);

  private final KubernetesClient client;
  private final MemberCatalog catalog;
  private final Announcer announcer;
  private final Clock clock;
  private final Map<String, Finding> announced = new ConcurrentHashMap<>();

  /** Reports through the given client. */
  public PodReporter(
      KubernetesClient client, MemberCatalog catalog, Announcer announcer, Clock clock) {
    this.client = client;
    this.catalog = catalog;
    this.announcer = announcer;
    this.clock = clock;
  }

  /** Announces what stands in the pod's way, once. */
  public void announce(MemberPod pod, Finding why) {
    if (!why.equals(announced.put(pod.uid(), why))) {
      announcer.warn(
          new ObjectReferenceBuilder()
              .withApiVersion("v1")
              .withKind("Pod")
              .withNamespace(pod.key().namespace())
              .withName(pod.key().name())
              .withUid(pod.uid())
              .build(),
          why);
    }
  }

  /** Writes the pod's condition if it says something new. */
  public void report(MemberPod pod, Optional<Finding> finding, Optional<AddressClaim> claim) {
    AttachedCondition.of(pod, finding, claim)
        .filter(wanted -> !pod.isLeaving() && !pod.attached().equals(Optional.of(wanted)))
        .ifPresent(wanted -> write(pod, wanted));
  }

  /** Forgets pods that are gone: all but those of the given UIDs. */
  public void forgetAllBut(Set<String> uids) {
    announced.keySet().retainAll(uids);
  }

  /**
   * Says on a pod that it is off its network, where it lives on and names none any more; nobody
   * else would take back what was said.
   */
  public void left(Pod pod) {
    ObjectMeta meta = pod.getMetadata();
    if (!meta.getLabels().containsKey(MemberPod.NETWORK)
        && !pod.isMarkedForDeletion()
        && isSaidToBeAttached(pod)) {
      send(patch(NetworkKey.of(pod), meta.getUid(), AttachedCondition.LEFT, true));
    }
  }

  private static boolean isSaidToBeAttached(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .anyMatch(
            said -> said.getType().equals(MemberPod.ATTACHED) && said.getStatus().equals("True"));
  }

  private void write(MemberPod pod, AttachedCondition wanted) {
    boolean isTurn =
        pod.attached().filter(before -> before.status().equals(wanted.status())).isEmpty();
    send(patch(pod.key(), pod.uid(), wanted, isTurn)).ifPresent(catalog::saw);
  }

  /** What the API server answers; empty if the pod is gone. */
  private Optional<Pod> send(Pod patch) {
    try {
      // Only an object as patch is sent without asking for the present one, which is forbidden.
      return Optional.of(client.resource(patch).subresource("status").patch(MERGE, patch));
    } catch (KubernetesClientException e) {
      boolean isGone =
          e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
              || e.getCode() == HttpURLConnection.HTTP_CONFLICT;
      if (!isGone) {
        throw e;
      }
      return Optional.empty();
    }
  }

  /** Names the UID, so that it is said of no other pod of the name. */
  private Pod patch(NetworkKey pod, String uid, AttachedCondition wanted, boolean isTurn) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(pod.namespace())
        .withName(pod.name())
        .withUid(uid)
        .endMetadata()
        .withNewStatus()
        .addNewCondition()
        .withType(MemberPod.ATTACHED)
        .withStatus(wanted.status())
        .withReason(wanted.reason())
        .withMessage(wanted.message())
        .withLastTransitionTime(
            isTurn ? clock.instant().truncatedTo(ChronoUnit.SECONDS).toString() : null)
        .endCondition()
        .endStatus()
        .build();
  }
}
