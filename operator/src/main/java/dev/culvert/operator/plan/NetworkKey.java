package dev.culvert.operator.plan;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** Where a namespaced object lives. */
public record NetworkKey(String namespace, String name) implements RemoteKey {

  /** The key of the given object. */
  public static NetworkKey of(HasMetadata object) {
    return new NetworkKey(object.getMetadata().getNamespace(), object.getMetadata().getName());
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
