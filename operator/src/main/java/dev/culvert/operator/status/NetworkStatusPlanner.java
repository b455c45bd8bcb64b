package dev.culvert.operator.status;

import dev.culvert.crds.v1alpha1.GatewayPhase;
import dev.culvert.crds.v1alpha1.GatewayStatus;
import dev.culvert.crds.v1alpha1.NetworkState;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.crds.v1alpha1.VirtualNetworkStatus;
import dev.culvert.gateway.contract.TunnelState;
import dev.culvert.operator.plan.Finding;
import dev.culvert.operator.plan.GatewayWish;
import dev.culvert.operator.plan.IkePorts;
import dev.culvert.operator.plan.NetworkPlan;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The status of a VirtualNetwork. */
public final class NetworkStatusPlanner {
  private static final GatewayStatus NO_GATEWAY =
      new GatewayStatus(null, null, null, null, null, null, null);
  private static final VirtualNetworkStatus NEVER_WRITTEN =
      new VirtualNetworkStatus(null, null, null, List.of());

  private final VirtualNetwork network;
  private final NetworkPlan plan;
  private final Optional<String> address;
  private final GatewayView view;
  private final List<String> deletionWaitsFor;
  private final VirtualNetworkStatus before;
  private final GatewayStatus gatewayBefore;
  private final Conditions conditions;

  private NetworkStatusPlanner(
      VirtualNetwork network,
      NetworkPlan plan,
      Optional<String> address,
      GatewayView view,
      List<String> deletionWaitsFor,
      Instant now) {
    this.network = network;
    this.plan = plan;
    this.address = address;
    this.view = view;
    this.deletionWaitsFor = deletionWaitsFor;
    this.before = Objects.requireNonNullElse(network.getStatus(), NEVER_WRITTEN);
    this.gatewayBefore = Objects.requireNonNullElse(before.gateway(), NO_GATEWAY);
    this.conditions =
        new Conditions(before.conditions(), network.getMetadata().getGeneration(), now);
  }

  /**
   * The status to write.
   *
   * @param network the network with its present status
   * @param plan what becomes of it
   * @param address where its gateway is dialled, if known
   * @param view what is known of its gateway
   * @param deletionWaitsFor names of the connections its deletion waits for; empty while it is not
   *     being deleted
   * @param now the time of conditions that change
   */
  public static VirtualNetworkStatus plan(
      VirtualNetwork network,
      NetworkPlan plan,
      Optional<String> address,
      GatewayView view,
      List<String> deletionWaitsFor,
      Instant now) {
    return new NetworkStatusPlanner(network, plan, address, view, deletionWaitsFor, now).plan();
  }

  private VirtualNetworkStatus plan() {
    Optional<Finding> refusal = refusal();
    refusal.ifPresentOrElse(
        f -> conditions.unmet(Conditions.ACCEPTED, f),
        () -> conditions.met(Conditions.ACCEPTED, "Accepted", "The spec is accepted."));
    programmed();
    ready();
    refusal.ifPresentOrElse(
        f -> conditions.met(Conditions.STALLED, f),
        () -> conditions.unmet(Conditions.STALLED, "Progressing", "Nobody has to act."));
    return new VirtualNetworkStatus(
        state(),
        network.getMetadata().getGeneration(),
        plan.gateway()
            .map(this::gateway)
            .orElseGet(() -> new GatewayStatus(phase(), null, null, null, null, null, null)),
        conditions.list());
  }

  /** Everything that is wrong with the spec, under the first reason. */
  private Optional<Finding> refusal() {
    String messages =
        plan.findings().stream().map(Finding::message).collect(Collectors.joining(" "));
    return plan.findings().stream().findFirst().map(f -> new Finding(f.reason(), messages));
  }

  private void programmed() {
    switch (view) {
      case GatewayView.Absent _ ->
          conditions.met(Conditions.PROGRAMMED, "NoGateway", "No gateway is asked for.");
      case GatewayView.Starting _ ->
          conditions.unmet(Conditions.PROGRAMMED, "GatewayStarting", "The gateway is starting.");
      case GatewayView.Failed(var why) -> conditions.unmet(Conditions.PROGRAMMED, why);
      case GatewayView.Quiet _ -> conditions.keep(Conditions.PROGRAMMED);
      case GatewayView.Lost lost -> conditions.unknown(Conditions.PROGRAMMED, lost.why());
      case GatewayView.Heard heard ->
          heard
              .trouble()
              .or(() ->
                  heard.upToDate() ? Optional.empty() : Optional.of(GatewayView.Heard.PENDING))
              .ifPresentOrElse(
                  why -> conditions.unmet(Conditions.PROGRAMMED, why),
                  () ->
                      conditions.met(
                          Conditions.PROGRAMMED,
                          "Programmed",
                          "The gateway holds the newest document."));
    }
  }

  private void ready() {
    if (!deletionWaitsFor.isEmpty()) {
      conditions.unmet(
          Conditions.READY,
          "WaitingForConnections",
          "Deletion waits for GatewayConnections: "
              + String.join(", ", deletionWaitsFor)
              + ". Delete them.");
      return;
    }
    if (!plan.findings().isEmpty()) {
      conditions.unmet(Conditions.READY, plan.findings().getFirst());
      return;
    }
    switch (view) {
      case GatewayView.Absent _ -> created();
      case GatewayView.Starting starting -> conditions.unmet(Conditions.READY, starting.why());
      case GatewayView.Failed(var why) -> conditions.unmet(Conditions.READY, why);
      case GatewayView.Quiet _ -> {
        if (phase() == GatewayPhase.PROVISIONED) {
          conditions.keep(Conditions.READY);
        } else {
          conditions.unmet(Conditions.READY, GatewayView.Starting.UNHEARD.why());
        }
      }
      case GatewayView.Lost lost -> conditions.unknown(Conditions.READY, lost.why());
      case GatewayView.Heard heard ->
          heard
              .trouble()
              .ifPresentOrElse(why -> conditions.unmet(Conditions.READY, why), this::created);
    }
  }

  private void created() {
    conditions.met(Conditions.READY, "Created", "The network is as asked for.");
  }

  private NetworkState state() {
    if (network.isMarkedForDeletion()) {
      return NetworkState.DELETING;
    }
    if (!conditions.says(Conditions.READY, "False") || phase() == GatewayPhase.PROVISIONED) {
      return conditions.says(Conditions.PROGRAMMED, "False")
          ? NetworkState.UPDATING
          : NetworkState.CREATED;
    }
    return before.state() == null || before.state() == NetworkState.CREATING
        ? NetworkState.CREATING
        : NetworkState.UPDATING;
  }

  private GatewayPhase phase() {
    return switch (view) {
      case GatewayView.Absent _ -> GatewayPhase.NOT_PROVISIONED;
      case GatewayView.Starting _ -> GatewayPhase.PROVISIONING;
      case GatewayView.Failed _ -> GatewayPhase.FAILED;
      case GatewayView.Heard _ -> GatewayPhase.PROVISIONED;
      case GatewayView.Quiet _, GatewayView.Lost _ ->
          Objects.requireNonNullElse(gatewayBefore.state(), GatewayPhase.PROVISIONING);
    };
  }

  private GatewayStatus gateway(GatewayWish wish) {
    return new GatewayStatus(
        phase(),
        address.orElse(null),
        address.map(_ -> IkePorts.IKE).orElse(null),
        null,
        wish.insideAddress(),
        view instanceof GatewayView.Heard heard
            ? heard.state().dataplane()
            : gatewayBefore.dataplane(),
        connections());
  }

  private @Nullable Integer connections() {
    if (view instanceof GatewayView.Heard heard) {
      return (int)
          heard.state().tunnels().stream()
              .filter(t -> t.phase() == TunnelState.Phase.INSTALLED)
              .count();
    }
    return before.gateway() == null ? (Integer) 0 : before.gateway().connections();
  }
}
