package dev.culvert.operator.gatewayconnection;

import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.crds.v1alpha1.GatewayConnectionStatus;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.operator.catalog.Catalog;
import dev.culvert.operator.catalog.NetworkInputs;
import dev.culvert.operator.catalog.Triggers;
import dev.culvert.operator.observe.GatewayObserver;
import dev.culvert.operator.plan.ConnectionPlan;
import dev.culvert.operator.plan.Names;
import dev.culvert.operator.plan.NetworkInput;
import dev.culvert.operator.plan.NetworkPlan;
import dev.culvert.operator.plan.NetworkPlanner;
import dev.culvert.operator.plan.Published;
import dev.culvert.operator.report.StatusReporter;
import dev.culvert.operator.status.ConnectionStatusPlanner;
import dev.culvert.operator.status.GatewayView;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Resolve, plan, observe, report: one connection. What it asks for is applied by the reconciler of
 * its network, since a gateway's document is one whole.
 */
@ControllerConfiguration(name = "gatewayconnection")
public final class GatewayConnectionReconciler implements Reconciler<GatewayConnection> {
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  private final Catalog catalog;
  private final NetworkInputs inputs;
  private final Triggers triggers;
  private final GatewayObserver observer;
  private final StatusReporter status;
  private final Clock clock;

  /** Reconciles with the given hands. */
  public GatewayConnectionReconciler(
      Catalog catalog,
      NetworkInputs inputs,
      Triggers triggers,
      GatewayObserver observer,
      StatusReporter status,
      Clock clock) {
    this.catalog = catalog;
    this.inputs = inputs;
    this.triggers = triggers;
    this.observer = observer;
    this.status = status;
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, GatewayConnection>> prepareEventSources(
      EventSourceContext<GatewayConnection> context) {
    return List.of(triggers.connections());
  }

  @Override
  public UpdateControl<GatewayConnection> reconcile(
      GatewayConnection connection, Context<GatewayConnection> context) {
    if (connection.isMarkedForDeletion()) {
      return UpdateControl.noUpdate();
    }
    status.refresh(connection);
    Optional<VirtualNetwork> network = catalog.network(Catalog.networkOf(connection));
    if (network.isEmpty()) {
      status.report(
          connection,
          ConnectionStatusPlanner.plan(
              NetworkPlanner.withoutNetwork(connection),
              Optional.empty(),
              Published.pending("There is no network."),
              new GatewayView.Absent(),
              clock.instant()));
      return UpdateControl.noUpdate();
    }
    NetworkInput input = inputs.of(network.get());
    NetworkPlan plan = NetworkPlanner.plan(input);
    Optional<ConnectionPlan> own = plan.connection(connection.getMetadata().getUid());
    if (own.isEmpty()) {
      // The catalog has not seen it yet; its informer will call again.
      return UpdateControl.<GatewayConnection>noUpdate().rescheduleAfter(LOOK_AGAIN);
    }
    GatewayView view = observer.view(Names.gateway(network.get().getMetadata().getUid()));
    ConnectionPlan planned = own.get().as(connection);
    GatewayConnectionStatus wanted =
        ConnectionStatusPlanner.plan(
            planned, plan.gateway(), input.reachedBy(connection), view, clock.instant());
    status.report(connection, wanted);
    return again(view);
  }

  @Override
  public ErrorStatusUpdateControl<GatewayConnection> updateErrorStatus(
      GatewayConnection connection, Context<GatewayConnection> context, Exception failure) {
    // What was said stays: a fault of ours or of the API server says nothing about the tunnel.
    return ErrorStatusUpdateControl.noStatusUpdate();
  }

  /** Silence and counters change by time alone; all else is announced. */
  private static UpdateControl<GatewayConnection> again(GatewayView view) {
    UpdateControl<GatewayConnection> done = UpdateControl.noUpdate();
    return switch (view) {
      case GatewayView.Heard heard -> done.rescheduleAfter(StatusReporter.COUNTER_INTERVAL);
      case GatewayView.Quiet quiet -> done.rescheduleAfter(LOOK_AGAIN);
      case GatewayView.Absent absent -> done;
      case GatewayView.Starting starting -> done.rescheduleAfter(LOOK_AGAIN);
      case GatewayView.Failed failed -> done;
      case GatewayView.Lost lost -> done;
    };
  }
}
