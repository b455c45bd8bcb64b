package dev.culvert.operator.virtualnetwork;

import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.crds.v1alpha1.VirtualNetworkStatus;
import dev.culvert.gateway.contract.GatewayConfig;
import dev.culvert.gateway.contract.GatewayState;
import dev.culvert.operator.apply.GatewayProvisioner;
import dev.culvert.operator.apply.LinkKeys;
import dev.culvert.operator.apply.RolloutGate;
import dev.culvert.operator.catalog.NetworkInputs;
import dev.culvert.operator.catalog.Triggers;
import dev.culvert.operator.link.GatewayLinks;
import dev.culvert.operator.link.PushResult;
import dev.culvert.operator.membership.NetworkMembers;
import dev.culvert.operator.observe.GatewayObserver;
import dev.culvert.operator.plan.GatewayWish;
import dev.culvert.operator.plan.Names;
import dev.culvert.operator.plan.NetworkInput;
import dev.culvert.operator.plan.NetworkPlan;
import dev.culvert.operator.plan.NetworkPlanner;
import dev.culvert.operator.pod.Members;
import dev.culvert.operator.report.StatusReporter;
import dev.culvert.operator.status.GatewayView;
import dev.culvert.operator.status.NetworkStatusPlanner;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Resolve, plan, apply, observe, report: one network and its gateway. */
@ControllerConfiguration(
    name = "virtualnetwork",
    finalizerName = VirtualNetworkReconciler.FINALIZER)
public final class VirtualNetworkReconciler
    implements Reconciler<VirtualNetwork>, Cleaner<VirtualNetwork> {
  /** Holds a network until its own connections and its gateway are gone. */
  public static final String FINALIZER = "culvert.dev/gateway";

  private static final Logger LOG = LoggerFactory.getLogger(VirtualNetworkReconciler.class);

  /** How soon to look again where nothing announces a change: silence. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  private final NetworkInputs inputs;
  private final Triggers triggers;
  private final LinkKeys keys;
  private final GatewayProvisioner provisioner;
  private final RolloutGate rollouts;
  private final GatewayLinks links;
  private final GatewayObserver observer;
  private final Optional<Members> members;
  private final StatusReporter status;
  private final Clock clock;

  /**
   * Reconciles with the given hands; {@code members} is empty where nothing puts pods on networks.
   */
  public VirtualNetworkReconciler(
      NetworkInputs inputs,
      Triggers triggers,
      LinkKeys keys,
      GatewayProvisioner provisioner,
      RolloutGate rollouts,
      GatewayLinks links,
      GatewayObserver observer,
      Optional<Members> members,
      StatusReporter status,
      Clock clock) {
    this.inputs = inputs;
    this.triggers = triggers;
    this.keys = keys;
    this.provisioner = provisioner;
    this.rollouts = rollouts;
    this.links = links;
    this.observer = observer;
    this.members = members;
    this.status = status;
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, VirtualNetwork>> prepareEventSources(
      EventSourceContext<VirtualNetwork> context) {
    return List.of(triggers.networks());
  }

  @Override
  public UpdateControl<VirtualNetwork> reconcile(
      VirtualNetwork network, Context<VirtualNetwork> context) {
    NetworkInput input = inputs.of(network);
    boolean settled = carryOut(network, input, List.of());
    UpdateControl<VirtualNetwork> done = UpdateControl.noUpdate();
    return settled ? done : done.rescheduleAfter(LOOK_AGAIN);
  }

  /** Rule 10: the network goes when its own connections are gone. */
  @Override
  public DeleteControl cleanup(VirtualNetwork network, Context<VirtualNetwork> context) {
    NetworkInput input = inputs.of(network);
    List<String> waitsFor = input.connections().stream().map(this::name).sorted().toList();
    if (waitsFor.isEmpty()) {
      removeGateway(network);
      members.ifPresent(present -> present.remove(network));
      return DeleteControl.defaultDelete();
    }
    carryOut(network, input, waitsFor);
    return DeleteControl.noFinalizerRemoval();
  }

  @Override
  public ErrorStatusUpdateControl<VirtualNetwork> updateErrorStatus(
      VirtualNetwork network, Context<VirtualNetwork> context, Exception failure) {
    // What was said stays: a fault of ours or of the API server says nothing about the network.
    return ErrorStatusUpdateControl.noStatusUpdate();
  }

  /** Whether nothing is left that time alone would change. */
  private boolean carryOut(VirtualNetwork network, NetworkInput input, List<String> waitsFor) {
    status.refresh(network);
    NetworkPlan plan = planWithKeys(network, input);
    NetworkMembers pods;
    try {
      pods = members.map(present -> present.update(network, plan)).orElse(NetworkMembers.NONE);
    } finally {
      // Tunnels do not wait for what nodes are told.
      if (plan.gateway().isPresent() && plan.config().isPresent()) {
        provision(network, plan.gateway().get(), plan.config().get());
      } else {
        removeGateway(network);
      }
    }
    GatewayView view = observer.view(gateway(network));
    VirtualNetworkStatus wanted =
        NetworkStatusPlanner.plan(
            network,
            plan,
            input.published(),
            view,
            pods,
            rollouts.turn(gateway(network)),
            waitsFor,
            clock.instant());
    status.report(network, wanted);
    rollouts.settle(); // this gateway may be what others wait for
    return switch (view) {
      case GatewayView.Heard heard -> heard.upToDate();
      case GatewayView.Absent absent -> plan.gateway().isEmpty();
      case GatewayView.Starting starting -> false;
      case GatewayView.Failed failed -> true;
      case GatewayView.Lost lost -> true;
      case GatewayView.Quiet quiet -> false;
    };
  }

  private NetworkPlan planWithKeys(VirtualNetwork network, NetworkInput input) {
    NetworkPlan plan = NetworkPlanner.plan(input);
    boolean made =
        plan.connections().stream()
            .flatMap(c -> c.generatedKey().stream())
            .map(keys::ensure)
            .reduce(false, Boolean::logicalOr);
    return made ? NetworkPlanner.plan(inputs.of(network)) : plan;
  }

  private void provision(VirtualNetwork network, GatewayWish wish, GatewayConfig config) {
    long reported =
        links
            .state(wish.name())
            .filter(s -> observer.stored(wish.name()).filter(c -> sameEpoch(c, s)).isPresent())
            .map(GatewayState::revision)
            .orElse(0L);
    // Dialled first: where the API server refuses an object, the gateway is heard all the same.
    links.endpoint(wish.name(), observer.podAddress(wish.name()).orElse(null));
    GatewayConfig stored = provisioner.provision(network, wish, config, reported);
    boolean told =
        links
            .state(wish.name())
            .filter(s -> sameEpoch(stored, s) && s.revision() == stored.revision())
            .isPresent();
    if (!told && links.health(wish.name()).connected()) {
      // What the gateway answered is heard over its link.
      if (links.push(stored) instanceof PushResult.Unreachable unreachable) {
        LOG.debug("{} was not told: {}", stored.gateway(), unreachable.reason());
      }
    }
  }

  private void removeGateway(VirtualNetwork network) {
    links.forget(gateway(network));
    provisioner.remove(network.getMetadata().getUid());
  }

  private static boolean sameEpoch(GatewayConfig config, GatewayState state) {
    return config.epoch() != null && config.epoch().equals(state.epoch());
  }

  private static String gateway(VirtualNetwork network) {
    return Names.gateway(network.getMetadata().getUid());
  }

  private String name(GatewayConnection connection) {
    return connection.getMetadata().getName();
  }
}
