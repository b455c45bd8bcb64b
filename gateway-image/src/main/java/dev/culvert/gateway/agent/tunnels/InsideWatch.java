package dev.culvert.gateway.agent.tunnels;

import dev.culvert.gateway.agent.dataplane.Dataplane;
import dev.culvert.gateway.contract.GatewayConfig;
import dev.culvert.gateway.contract.GatewayState.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether the gateway is on its network. Tunnels are not loaded before it is; they stay when its
 * inside interface goes, since it comes back by itself.
 */
final class InsideWatch {
  /** How soon to look again, as nothing announces the interface. */
  private static final Duration LOOK = Duration.ofMillis(100);

  /**
   * The same for one that will not be back soon: each look is followed by a look at all tunnels.
   */
  private static final Duration LOOK_RARELY = Duration.ofSeconds(1);

  /** How long it may be missing before that is worth saying. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Dataplane dataplane;
  private boolean wasInside;
  private @Nullable Instant outsideSince;
  private boolean isLongOutside;

  InsideWatch(Dataplane dataplane) {
    this.dataplane = dataplane;
  }

  /** Looks; when to look again, absent if there is no need. */
  @Nullable Instant look(Instant now) {
    boolean inside = dataplane.isInside();
    wasInside |= inside;
    outsideSince = inside ? null : outsideSince == null ? now : outsideSince;
    isLongOutside = outsideSince != null && !now.isBefore(outsideSince.plus(PATIENCE));
    return inside ? null : now.plus(isLongOutside ? LOOK_RARELY : LOOK);
  }

  /** Whether tunnels may be loaded. */
  boolean wasInside() {
    return wasInside;
  }

  /** What to say, if the interface has been missing for long. */
  Optional<Problem> problem(@Nullable GatewayConfig config) {
    return isLongOutside && config != null
        ? Optional.of(
            new Problem(
                null,
                "InsideInterfaceMissing",
                "The gateway is not on its network: its pod has no interface %s with %s. The node agent of its node makes it; see whether one runs there."
                    .formatted(config.insideInterface(), config.insideAddress())))
        : Optional.empty();
  }
}
