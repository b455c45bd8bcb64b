package dev.culvert.operator.apply;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.crds.v1alpha1.AddressClaim;
import dev.culvert.crds.v1alpha1.AddressHolder;
import dev.culvert.operator.catalog.MemberCatalog;
import dev.culvert.operator.membership.MemberPod;
import dev.culvert.operator.membership.MembershipPlan;
import dev.culvert.operator.membership.NewClaim;
import dev.culvert.operator.plan.NetworkKey;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.Optional;

/**
 * Writes and deletes the claims of addresses. Each write answers whether it was done; where the
 * claim is not as it was thought to be, it is looked at anew, and a new plan has to be made.
 */
public final class AddressClaims {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Kubernetes' {@code NamespaceTerminatingCause} (k8s.io/api/core/v1). */
  private static final String NAMESPACE_TERMINATING = "NamespaceTerminating";

  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

  private final KubernetesClient client;
  private final MemberCatalog catalog;

  /** Writes through the given client. */
  public AddressClaims(KubernetesClient client, MemberCatalog catalog) {
    this.client = client;
    this.catalog = catalog;
  }

  /**
   * Makes the claim; its name lets nobody else have the address. A namespace that is on its way out
   * takes none any more, which needs no second look: the pod goes too.
   */
  public boolean create(AddressClaim claim) {
    try {
      catalog.claims().put(client.resource(claim).create());
      return true;
    } catch (KubernetesClientException e) {
      return isOfTerminatingNamespace(e) || lookAgain(claim, e);
    }
  }

  private static boolean isOfTerminatingNamespace(KubernetesClientException failure) {
    StatusDetails details = failure.getStatus() == null ? null : failure.getStatus().getDetails();
    return details != null
        && details.getCauses().stream()
            .anyMatch(cause -> NAMESPACE_TERMINATING.equals(cause.getReason()));
  }

  /** Gives the claim its new holder and keeper, if it is as it was thought to be. */
  public boolean change(MembershipPlan.Change change) {
    AddressClaim claim = change.claim();
    try {
      catalog.claims().put(resource(claim).patch(MERGE, patch(claim, change)));
      return true;
    } catch (KubernetesClientException e) {
      return lookAgain(claim, e);
    }
  }

  /**
   * Deletes the claim, if it is as it was thought to be and its pod is really gone.
   *
   * @param pod its pod, where the catalog does not know it and the API server does: one watch may
   *     be behind the other
   */
  public boolean release(AddressClaim claim, Optional<Pod> pod) {
    if (pod.filter(found -> isHeld(claim, found)).isPresent()) {
      return false;
    }
    try {
      client.resource(claim).lockResourceVersion(claim.getMetadata().getResourceVersion()).delete();
      catalog.claims().remove(claim);
      return true;
    } catch (KubernetesClientException e) {
      return lookAgain(claim, e);
    }
  }

  /** Whether a pod that the catalog does not know yet holds the claim. */
  private boolean isHeld(AddressClaim claim, Pod pod) {
    NetworkKey network = MemberCatalog.networkOf(claim);
    boolean isHeld =
        MemberPod.of(pod)
            .filter(member -> !member.isEnded() && member.network().equals(network))
            .isPresent();
    if (isHeld) {
      catalog.saw(pod);
    }
    return isHeld;
  }

  private boolean lookAgain(AddressClaim claim, KubernetesClientException failure) {
    boolean isStale =
        failure.getCode() == HttpURLConnection.HTTP_CONFLICT
            || failure.getCode() == HttpURLConnection.HTTP_NOT_FOUND;
    if (!isStale) {
      throw failure;
    }
    AddressClaim present = resource(claim).get();
    if (present == null) {
      catalog.claims().remove(claim);
    } else {
      catalog.claims().put(present);
    }
    return false;
  }

  private Resource<AddressClaim> resource(AddressClaim claim) {
    return client
        .resources(AddressClaim.class)
        .inNamespace(claim.getMetadata().getNamespace())
        .withName(claim.getMetadata().getName());
  }

  /** Names UID and version: a deposed leader, or one who knows less, fails here. */
  private static String patch(AddressClaim claim, MembershipPlan.Change change) {
    AddressHolder holder = change.holder();
    ObjectNode patch = JSON.createObjectNode();
    ObjectNode metadata = patch.putObject("metadata");
    metadata.put("uid", claim.getMetadata().getUid());
    metadata.put("resourceVersion", claim.getMetadata().getResourceVersion());
    ObjectNode labels = metadata.putObject("labels");
    NewClaim.labels(claim.getSpec().virtualNetworkUid(), holder).forEach(labels::put);
    ObjectNode spec = patch.putObject("spec");
    spec.set("keptFor", JSON.valueToTree(change.keeper()));
    spec.putObject("holder")
        .put("namespace", holder.namespace())
        .put("name", holder.name())
        .put("uid", holder.uid())
        .put("node", holder.node());
    return patch.toString();
  }
}
