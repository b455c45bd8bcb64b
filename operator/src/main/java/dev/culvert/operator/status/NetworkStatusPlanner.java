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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The status of a VirtualNetwork. */
public final class NetworkStatusPlanner {
  private NetworkStatusPlanner() {}

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
    VirtualNetworkStatus existing = network.getStatus();
    Long generation = network.getMetadata().getGeneration();
    var conditions =
        new Conditions(existing == null ? List.of() : existing.conditions(), generation, now);
    GatewayPhase phase = phase(view, existing);
    Optional<Finding> refused = plan.findings().stream().findFirst();
    refused.ifPresentOrElse(
        f -> conditions.set(Conditions.ACCEPTED, false, f.reason(), messages(plan.findings())),
        () -> conditions.set(Conditions.ACCEPTED, true, "Accepted", "The spec is accepted."));
    programmed(conditions, view);
    boolean deleting = network.isMarkedForDeletion();
    ready(conditions, refused, phase, view, deletionWaitsFor);
    if (refused.isPresent()) {
      conditions.set(Conditions.STALLED, true, refused.get().reason(), messages(plan.findings()));
    } else {
      conditions.set(Conditions.STALLED, false, "Progressing", "Nobody has to act.");
    }
    return new VirtualNetworkStatus(
        state(deleting, phase, conditions, existing),
        generation,
        gateway(plan.gateway(), phase, address, view, existing),
        conditions.list());
  }

  private static String messages(List<Finding> findings) {
    return findings.stream().map(Finding::message).reduce((a, b) -> a + " " + b).orElse("");
  }

  private static GatewayPhase phase(GatewayView view, @Nullable VirtualNetworkStatus existing) {
    GatewayPhase before =
        existing == null || existing.gateway() == null ? null : existing.gateway().state();
    return switch (view) {
      case GatewayView.Absent absent -> GatewayPhase.NOT_PROVISIONED;
      case GatewayView.Starting starting -> GatewayPhase.PROVISIONING;
      case GatewayView.Failed failed -> GatewayPhase.FAILED;
      case GatewayView.Heard heard -> GatewayPhase.PROVISIONED;
      case GatewayView.Quiet quiet -> before == null ? GatewayPhase.PROVISIONING : before;
      case GatewayView.Lost lost -> before == null ? GatewayPhase.PROVISIONING : before;
    };
  }

  private static void programmed(Conditions conditions, GatewayView view) {
    switch (view) {
      case GatewayView.Heard heard when heard.problem().isPresent() ->
          heard
              .problem()
              .ifPresent(
                  p -> conditions.set(Conditions.PROGRAMMED, false, p.reason(), p.message()));
      case GatewayView.Heard heard when heard.upToDate() ->
          conditions.set(
              Conditions.PROGRAMMED, true, "Programmed", "The gateway holds the newest document.");
      case GatewayView.Heard heard ->
          conditions.set(Conditions.PROGRAMMED, false, "Pending", "The gateway is being told.");
      case GatewayView.Absent absent ->
          conditions.set(Conditions.PROGRAMMED, true, "NoGateway", "No gateway is asked for.");
      case GatewayView.Starting starting ->
          conditions.set(
              Conditions.PROGRAMMED, false, "GatewayStarting", "The gateway is starting.");
      case GatewayView.Failed failed ->
          conditions.set(Conditions.PROGRAMMED, false, failed.reason(), failed.message());
      case GatewayView.Quiet quiet -> conditions.keep(Conditions.PROGRAMMED);
      case GatewayView.Lost lost ->
          conditions.unknown(Conditions.PROGRAMMED, "GatewayUnreachable", lost.message());
    }
  }

  private static void ready(
      Conditions conditions,
      Optional<Finding> refused,
      GatewayPhase phase,
      GatewayView view,
      List<String> deletionWaitsFor) {
    if (!deletionWaitsFor.isEmpty()) {
      conditions.set(
          Conditions.READY,
          false,
          "WaitingForConnections",
          "Deletion waits for GatewayConnections: "
              + String.join(", ", deletionWaitsFor)
              + ". Delete them.");
    } else if (refused.isPresent()) {
      conditions.set(Conditions.READY, false, refused.get().reason(), refused.get().message());
    } else {
      switch (view) {
        case GatewayView.Lost lost ->
            conditions.unknown(Conditions.READY, "GatewayUnreachable", lost.message());
        case GatewayView.Failed failed ->
            conditions.set(Conditions.READY, false, failed.reason(), failed.message());
        case GatewayView.Starting starting ->
            conditions.set(Conditions.READY, false, "GatewayStarting", starting.message());
        case GatewayView.Quiet quiet when phase != GatewayPhase.PROVISIONED ->
            conditions.set(
                Conditions.READY, false, "GatewayStarting", "Waiting to hear from the gateway.");
        case GatewayView.Quiet quiet -> conditions.keep(Conditions.READY);
        case GatewayView.Heard heard when heard.problem().isPresent() ->
            heard
                .problem()
                .ifPresent(p -> conditions.set(Conditions.READY, false, p.reason(), p.message()));
        case GatewayView.Heard heard ->
            conditions.set(Conditions.READY, true, "Created", "The network is as asked for.");
        case GatewayView.Absent absent ->
            conditions.set(Conditions.READY, true, "Created", "The network is as asked for.");
      }
    }
  }

  private static NetworkState state(
      boolean deleting,
      GatewayPhase phase,
      Conditions conditions,
      @Nullable VirtualNetworkStatus existing) {
    if (deleting) {
      return NetworkState.DELETING;
    }
    boolean ready =
        conditions.list().stream()
            .anyMatch(c -> c.type().equals(Conditions.READY) && !c.status().equals("False"));
    if (ready || phase == GatewayPhase.PROVISIONED) {
      boolean programmed =
          conditions.list().stream()
              .noneMatch(c -> c.type().equals(Conditions.PROGRAMMED) && c.status().equals("False"));
      return programmed ? NetworkState.CREATED : NetworkState.UPDATING;
    }
    NetworkState before = existing == null ? null : existing.state();
    return before != null && before != NetworkState.CREATING
        ? NetworkState.UPDATING
        : NetworkState.CREATING;
  }

  private static GatewayStatus gateway(
      Optional<GatewayWish> wish,
      GatewayPhase phase,
      Optional<String> address,
      GatewayView view,
      @Nullable VirtualNetworkStatus existing) {
    if (wish.isEmpty()) {
      return new GatewayStatus(phase, null, null, null, null, null, null);
    }
    GatewayStatus before = existing == null ? null : existing.gateway();
    boolean heard = view instanceof GatewayView.Heard;
    return new GatewayStatus(
        phase,
        address.orElse(null),
        address.isPresent() ? IkePorts.IKE : null,
        null,
        wish.get().insideAddress(),
        view instanceof GatewayView.Heard h
            ? h.state().dataplane()
            : before == null ? null : before.dataplane(),
        heard || before == null ? (Integer) installed(view) : before.connections());
  }

  private static int installed(GatewayView view) {
    return view instanceof GatewayView.Heard heard
        ? (int)
            heard.state().tunnels().stream()
                .filter(t -> t.phase() == TunnelState.Phase.INSTALLED)
                .count()
        : 0;
  }
}
