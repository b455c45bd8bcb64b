package dev.culvert.gateway.agent.config;

import dev.culvert.gateway.contract.GatewayConfig;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which document counts. Within an epoch the higher revision does. Another epoch is taken from the
 * operator only: a mounted file may be old. But a document stored before its Secret had a UID names
 * no epoch, and gives way to a higher revision from anywhere.
 */
final class Revisions {
  private Revisions() {}

  /** Whether an offer takes the place of the present document. */
  static boolean takes(@Nullable GatewayConfig present, GatewayConfig offered, Source source) {
    if (present == null) {
      return true;
    }
    if (Objects.equals(present.epoch(), offered.epoch())) {
      return offered.revision() > present.revision();
    }
    return switch (source) {
      case PUSH -> true;
      case FILE -> present.epoch() == null && offered.revision() > present.revision();
    };
  }

  /** Where an offer comes from. */
  enum Source {
    /** The operator, now. */
    PUSH,
    /** A file, from whenever. */
    FILE
  }
}
