package dev.culvert.operator.apply;

import dev.culvert.gateway.contract.TunnelState;
import dev.culvert.operator.catalog.Catalog;
import dev.culvert.operator.observe.GatewayObserver;
import dev.culvert.operator.status.GatewayView;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets one gateway at a time take a new image, the next only when the former's connections are
 * back: a bad image stops at the first gateway.
 */
public final class RolloutGate {
  private final Catalog catalog;
  private final GatewayObserver observer;
  private final Set<String> waiting = new HashSet<>();
  private @Nullable Rollout current;

  private record Rollout(String gateway, String image, long installedBefore) {}

  /** Watches gateways by the given observer. */
  public RolloutGate(Catalog catalog, GatewayObserver observer) {
    this.catalog = catalog;
    this.observer = observer;
  }

  /** Whether the gateway of the given name waits for its turn. */
  public synchronized boolean isWaiting(String gateway) {
    return waiting.contains(gateway);
  }

  /** Whether the wish may be applied now; if not, ask again later. */
  public synchronized boolean mayApply(Deployment present, Deployment wish) {
    String image = image(wish);
    String gateway = wish.getMetadata().getName();
    waiting.remove(gateway);
    if (image(present).equals(image)) {
      return true;
    }
    Rollout rollout = current;
    if (rollout != null && !rollout.gateway().equals(gateway) && !isBack(rollout)) {
      waiting.add(gateway);
      return false;
    }
    current = new Rollout(gateway, image, installed(gateway));
    return true;
  }

  private boolean isBack(Rollout rollout) {
    Optional<Deployment> deployment = catalog.deployment(rollout.gateway());
    if (deployment.isEmpty()) {
      return true;
    }
    Integer ready = deployment.get().getStatus().getReadyReplicas();
    long wished = observer.stored(rollout.gateway()).map(c -> (long) c.tunnels().size()).orElse(0L);
    return image(deployment.get()).equals(rollout.image())
        && ready != null
        && ready > 0
        && installed(rollout.gateway()) >= Math.min(rollout.installedBefore(), wished);
  }

  private long installed(String gateway) {
    return observer.view(gateway) instanceof GatewayView.Heard heard
        ? heard.state().tunnels().stream()
            .filter(t -> t.phase() == TunnelState.Phase.INSTALLED)
            .count()
        : 0;
  }

  private static String image(Deployment deployment) {
    return deployment.getSpec().getTemplate().getSpec().getContainers().getFirst().getImage();
  }
}
