package dev.culvert.crds.v1alpha1;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the records hold lists. */
final class Lists {

  private Lists() {}

  static <T> List<T> copy(@Nullable List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }
}
