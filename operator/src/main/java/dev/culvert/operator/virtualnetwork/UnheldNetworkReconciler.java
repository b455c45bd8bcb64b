package dev.culvert.operator.virtualnetwork;

import dev.culvert.crds.v1alpha1.VirtualNetwork;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;

/**
 * The same for networks that no finalizer holds (docs/adr/0010): they go at once, and the sweep
 * removes their gateways.
 */
@ControllerConfiguration(name = "virtualnetwork")
public final class UnheldNetworkReconciler implements Reconciler<VirtualNetwork> {
  private final VirtualNetworkReconciler networks;

  /** Reconciles as the given reconciler does, but for deletion. */
  public UnheldNetworkReconciler(VirtualNetworkReconciler networks) {
    this.networks = networks;
  }

  @Override
  public List<EventSource<?, VirtualNetwork>> prepareEventSources(
      EventSourceContext<VirtualNetwork> context) {
    return networks.prepareEventSources(context);
  }

  @Override
  public UpdateControl<VirtualNetwork> reconcile(
      VirtualNetwork network, Context<VirtualNetwork> context) {
    return networks.reconcile(network, context);
  }

  @Override
  public ErrorStatusUpdateControl<VirtualNetwork> updateErrorStatus(
      VirtualNetwork network, Context<VirtualNetwork> context, Exception failure) {
    return networks.updateErrorStatus(network, context, failure);
  }
}
