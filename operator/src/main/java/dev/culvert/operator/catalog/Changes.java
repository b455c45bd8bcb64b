package dev.culvert.operator.catalog;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Objects;

/** Which changes from one version of an object to the next are worth telling. */
final class Changes {
  private Changes() {}

  /** Of what is wished, or of whether the object lives. */
  static boolean ofSpecOrLife(HasMetadata before, HasMetadata after) {
    return ofGeneration(before, after) || ofLife(before, after);
  }

  /** Of what is wished. */
  static boolean ofGeneration(HasMetadata before, HasMetadata after) {
    return !Objects.equals(
        before.getMetadata().getGeneration(), after.getMetadata().getGeneration());
  }

  /** Of whether the object lives. */
  static boolean ofLife(HasMetadata before, HasMetadata after) {
    return before.isMarkedForDeletion() != after.isMarkedForDeletion()
        || !Objects.equals(before.getMetadata().getUid(), after.getMetadata().getUid());
  }

  /** Of anything. */
  static boolean ofVersion(HasMetadata before, HasMetadata after) {
    return !Objects.equals(
        before.getMetadata().getResourceVersion(), after.getMetadata().getResourceVersion());
  }
}
