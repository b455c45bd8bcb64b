package dev.culvert.operator.apply;

import dev.culvert.gateway.contract.GatewayConfig;
import dev.culvert.operator.status.GatewayView;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gateways of which a test says what is known; none at first. */
final class GivenGateways implements RolloutGate.Gateways {
  final Map<String, Deployment> deployments = new HashMap<>();
  final Map<String, GatewayConfig> documents = new HashMap<>();
  final Map<String, GatewayView> views = new HashMap<>();

  @Override
  public List<Deployment> deployments() {
    return List.copyOf(deployments.values());
  }

  @Override
  public Optional<GatewayConfig> document(String gateway) {
    return Optional.ofNullable(documents.get(gateway));
  }

  @Override
  public GatewayView view(String gateway) {
    return views.getOrDefault(gateway, new GatewayView.Absent());
  }
}
