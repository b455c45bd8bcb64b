package dev.culvert.operator.uninstall;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The objects of one of Culvert's kinds that the installation serves. Read without their Java type:
 * an object of another version must not keep anybody from uninstalling.
 */
final class ServedResources {
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

  private final MixedOperation<
          GenericKubernetesResource,
          GenericKubernetesResourceList,
          Resource<GenericKubernetesResource>>
      resources;
  private final List<String> namespaces;

  ServedResources(
      KubernetesClient client,
      Class<? extends CustomResource<?, ?>> kind,
      List<String> namespaces) {
    this.resources =
        client.genericKubernetesResources(ResourceDefinitionContext.fromResourceType(kind));
    this.namespaces = namespaces;
  }

  /** All that are there now, in the order of namespace/name; none when the kind itself is gone. */
  List<GenericKubernetesResource> list() {
    try {
      Stream<GenericKubernetesResource> found =
          namespaces.isEmpty()
              ? resources.inAnyNamespace().list().getItems().stream()
              : namespaces.stream()
                  .flatMap(
                      namespace -> resources.inNamespace(namespace).list().getItems().stream());
      return found.sorted(Comparator.comparing(ServedResources::name)).toList();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return List.of();
      }
      throw e;
    }
  }

  /**
   * Lets go of all: takes off the status, which nobody keeps true any more, and Culvert's
   * finalizers, never those of others.
   */
  void release() {
    for (GenericKubernetesResource found : list()) {
      try {
        release(found);
      } catch (KubernetesClientException e) {
        if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
          throw e;
        }
        // It went by itself, which is all that was asked.
      }
    }
  }

  private void release(GenericKubernetesResource found) {
    Resource<GenericKubernetesResource> resource =
        resources
            .inNamespace(found.getMetadata().getNamespace())
            .withName(found.getMetadata().getName());
    resource.subresource("status").patch(MERGE, "{\"status\": null}");
    if (found.getMetadata().getFinalizers().stream().anyMatch(ServedResources::isOurs)) {
      resource.edit(present -> {
        present.getMetadata().getFinalizers().removeIf(ServedResources::isOurs);
        return present;
      });
    }
  }

  /** Deletes all. */
  void delete() {
    for (GenericKubernetesResource found : list()) {
      resources
          .inNamespace(found.getMetadata().getNamespace())
          .withName(found.getMetadata().getName())
          .delete();
    }
  }

  /** An object's namespace/name. */
  static String name(HasMetadata object) {
    return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
  }

  private static boolean isOurs(String finalizer) {
    int slash = finalizer.indexOf('/');
    String domain = slash < 0 ? finalizer : finalizer.substring(0, slash);
    return domain.equals("culvert.dev") || domain.endsWith(".culvert.dev");
  }
}
