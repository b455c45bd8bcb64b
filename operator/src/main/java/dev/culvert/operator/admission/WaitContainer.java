package dev.culvert.operator.admission;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The init container that lets a pod's own containers start only on their network. It needs no
 * right: Pod Security "restricted" admits it.
 *
 * @param image an image with a shell and grep that is on every node already: the node agent's
 * @param pullPolicy Always, IfNotPresent or Never
 */
public record WaitContainer(String image, String pullPolicy) {
  /** The container's name. */
  public static final String NAME = "culvert-wait-for-network";

  private static final long NOBODY = 65532;
  private static final Set<String> COPIED = Set.of("cpu", "memory", "ephemeral-storage");

  /** The node agent bars every way around the network before vnet0 gets its first route. */
  private static final String UNTIL_VNET0_HAS_A_ROUTE =
      "until grep -q '^vnet0' /proc/net/route; do sleep 0.02; done";

  /** The container as it stands in the given pod. */
  Container in(Pod pod) {
    return new ContainerBuilder()
        .withName(NAME)
        .withImage(image)
        .withImagePullPolicy(pullPolicy)
        .withCommand("sh", "-c", UNTIL_VNET0_HAS_A_ROUTE)
        .withResources(resources(pod))
        .withNewSecurityContext()
        .withRunAsNonRoot(true)
        .withRunAsUser(NOBODY)
        .withRunAsGroup(NOBODY)
        .withPrivileged(false)
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .endSecurityContext()
        .build();
  }

  /**
   * Those of the pod's first container. What admits that one admits this one, be it a quota or a
   * limit range; the pod keeps its quality of service; and it asks a node for no more than before,
   * since an init container counts only where it asks for more than all the others together.
   */
  private static @Nullable ResourceRequirements resources(Pod pod) {
    return pod.getSpec().getContainers().stream()
        .findFirst()
        .map(container -> container.getResources())
        .map(first ->
            new ResourceRequirementsBuilder()
                .withRequests(copied(first.getRequests()))
                .withLimits(copied(first.getLimits()))
                .build())
        .orElse(null);
  }

  private static Map<String, Quantity> copied(@Nullable Map<String, Quantity> resources) {
    Map<String, Quantity> copy = new TreeMap<>();
    if (resources != null) {
      copy.putAll(resources);
      copy.keySet().retainAll(COPIED);
    }
    return copy;
  }
}
