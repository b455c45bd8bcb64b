package dev.culvert.e2e.cluster;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks another supplier at the first call and remembers its answer; a failure is remembered too,
 * and not tried again.
 */
final class Once<T> implements Supplier<T> {

  private final Supplier<T> source;
  private @Nullable T value;
  private @Nullable RuntimeException failure;

  Once(Supplier<T> source) {
    this.source = source;
  }

  @Override
  public synchronized T get() {
    if (failure != null) {
      throw new IllegalStateException("failed before", failure);
    }
    T known = value;
    if (known == null) {
      try {
        known = source.get();
      } catch (RuntimeException e) {
        failure = e;
        throw e;
      }
      value = known;
    }
    return known;
  }
}
