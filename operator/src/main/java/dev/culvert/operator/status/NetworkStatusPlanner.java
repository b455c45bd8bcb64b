package dev.culvert.operator.status;

import dev.culvert.crds.v1alpha1.GatewayPhase;
import dev.culvert.crds.v1alpha1.NetworkState;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.crds.v1alpha1.VirtualNetworkStatus;
import dev.culvert.operator.membership.NetworkMembers;
import dev.culvert.operator.plan.Finding;
import dev.culvert.operator.plan.NetworkPlan;
import dev.culvert.operator.plan.Published;
import dev.culvert.operator.plan.Reasons;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** The status of a VirtualNetwork. */
public final class NetworkStatusPlanner {
  private static final VirtualNetworkStatus NEVER_WRITTEN =
      new VirtualNetworkStatus(null, null, null, List.of(), List.of());

  private final VirtualNetwork network;
  private final NetworkPlan plan;
  private final Published reached;
  private final NetworkMembers pods;
  private final Optional<Finding> rollout;
  private final List<String> deletionWaitsFor;
  private final VirtualNetworkStatus before;
  private final GatewayFacts gateway;
  private final Conditions conditions;

  private NetworkStatusPlanner(
      VirtualNetwork network,
      NetworkPlan plan,
      Published reached,
      GatewayView view,
      NetworkMembers pods,
      Optional<Finding> rollout,
      List<String> deletionWaitsFor,
      Instant now) {
    this.pods = pods;
    this.rollout = rollout;
    this.network = network;
    this.plan = plan;
    this.reached = reached;
    this.deletionWaitsFor = deletionWaitsFor;
    this.before = Objects.requireNonNullElse(network.getStatus(), NEVER_WRITTEN);
    this.gateway = new GatewayFacts(plan.gateway(), view, before);
    this.conditions =
        new Conditions(before.conditions(), network.getMetadata().getGeneration(), now);
  }

  /**
   * The status to write.
   *
   * @param network the network with its present status
   * @param plan what becomes of it
   * @param reached where peers reach its gateway
   * @param view what is known of its gateway
   * @param pods what it says of its pods
   * @param rollout why its gateway's pod is not changed yet; empty unless it waits for that
   * @param deletionWaitsFor names of the connections its deletion waits for; empty while it is not
   *     being deleted
   * @param now the time of conditions that change
   */
  public static VirtualNetworkStatus plan(
      VirtualNetwork network,
      NetworkPlan plan,
      Published reached,
      GatewayView view,
      NetworkMembers pods,
      Optional<Finding> rollout,
      List<String> deletionWaitsFor,
      Instant now) {
    return new NetworkStatusPlanner(
            network, plan, reached, view, pods, rollout, deletionWaitsFor, now)
        .plan();
  }

  private VirtualNetworkStatus plan() {
    Optional<Finding> refusal = refusal();
    refusal.ifPresentOrElse(
        f -> conditions.unmet(Conditions.ACCEPTED, f),
        () -> conditions.met(Conditions.ACCEPTED, "Accepted", "The spec is accepted."));
    programmed();
    ready();
    waiting()
        .or(() -> refusal)
        .ifPresentOrElse(
            f -> conditions.met(Conditions.STALLED, f),
            () -> conditions.unmet(Conditions.STALLED, "Progressing", "Nobody has to act."));
    warnings();
    return new VirtualNetworkStatus(
        state(),
        network.getMetadata().getGeneration(),
        gateway.status(reached),
        pods.subnets(),
        conditions.list());
  }

  private void warnings() {
    rollout.ifPresent(why -> conditions.met(why.reason(), why));
    if (!pods.full().isEmpty()) {
      conditions.met(
          Reasons.SUBNET_FULL,
          Reasons.SUBNET_FULL,
          "No address is free for another pod in: "
              + String.join(", ", pods.full())
              + ". Delete pods, or add a subnet.");
    }
    if (!pods.overlaps().isEmpty()) {
      conditions.met(
          Reasons.OVERLAPS_CLUSTER,
          Reasons.OVERLAPS_CLUSTER,
          String.join("; ", pods.overlaps())
              + ". These addresses stay the cluster's own: pods do not reach them over the network.");
    }
  }

  /** Everything that is wrong with the spec, under the first reason. */
  private Optional<Finding> refusal() {
    String messages =
        plan.findings().stream().map(Finding::message).collect(Collectors.joining(" "));
    return plan.findings().stream().findFirst().map(f -> new Finding(f.reason(), messages));
  }

  /** What a deletion waits for (rule 10). */
  private Optional<Finding> waiting() {
    return deletionWaitsFor.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Finding(
                "WaitingForConnections",
                "Deletion waits for GatewayConnections: "
                    + String.join(", ", deletionWaitsFor)
                    + ". Delete them."));
  }

  private void programmed() {
    switch (gateway.view()) {
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
    Optional<Finding> waiting = waiting();
    if (waiting.isPresent()) {
      conditions.unmet(Conditions.READY, waiting.get());
      return;
    }
    if (!plan.findings().isEmpty()) {
      conditions.unmet(Conditions.READY, plan.findings().getFirst());
      return;
    }
    switch (gateway.view()) {
      case GatewayView.Absent _ -> created();
      case GatewayView.Starting starting -> conditions.unmet(Conditions.READY, starting.why());
      case GatewayView.Failed(var why) -> conditions.unmet(Conditions.READY, why);
      case GatewayView.Quiet _ -> readyAsBefore();
      case GatewayView.Lost lost -> conditions.unknown(Conditions.READY, lost.why());
      case GatewayView.Heard heard ->
          heard
              .trouble()
              .or(reached::pending)
              .ifPresentOrElse(why -> conditions.unmet(Conditions.READY, why), this::created);
    }
  }

  private void readyAsBefore() {
    if (conditions.was(Conditions.ACCEPTED, "True")) {
      conditions.keep(Conditions.READY);
    } else {
      // Ready said that the spec was refused, and nothing of the gateway.
      conditions.unmet(Conditions.READY, GatewayView.Starting.UNHEARD.why());
    }
  }

  private void created() {
    conditions.met(Conditions.READY, "Created", "The network is as asked for.");
  }

  private NetworkState state() {
    if (network.isMarkedForDeletion()) {
      return NetworkState.DELETING;
    }
    if (conditions.says(Conditions.READY, "True") || gateway.phase() == GatewayPhase.PROVISIONED) {
      return conditions.says(Conditions.PROGRAMMED, "False")
          ? NetworkState.UPDATING
          : NetworkState.CREATED;
    }
    return before.state() == null || before.state() == NetworkState.CREATING
        ? NetworkState.CREATING
        : NetworkState.UPDATING;
  }
}
