package dev.culvert.node.agent.cluster;

import java.util.stream.Stream;

/** Says in a few words why something failed; the client wraps what happened in many layers. */
public final class Reason {
  private Reason() {}

  /** The words of the first cause. */
  public static String of(Throwable failure) {
    var first =
        Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
            .limit(20)
            .reduce((outer, inner) -> inner)
            .orElse(failure);
    var message = first.getMessage();
    return message == null ? first.getClass().getSimpleName() : message;
  }
}
