package dev.culvert.operator.apply;

import dev.culvert.gateway.contract.GatewayConfig;
import dev.culvert.operator.catalog.GatewayCatalog;
import dev.culvert.operator.observe.GatewayObserver;
import dev.culvert.operator.status.GatewayView;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Optional;

/** What the caches and the links know of gateways, for their rollouts. */
public record GatewayRollouts(GatewayCatalog gateways, GatewayObserver observer)
    implements RolloutGate.Gateways {
  @Override
  public List<Deployment> deployments() {
    return gateways.deployments().toList();
  }

  @Override
  public Optional<GatewayConfig> document(String gateway) {
    return observer.stored(gateway);
  }

  @Override
  public GatewayView view(String gateway) {
    return observer.view(gateway);
  }
}
