package dev.culvert.operator.status;

import dev.culvert.crds.v1alpha1.Condition;
import dev.culvert.crds.v1alpha1.ConnectionState;
import dev.culvert.crds.v1alpha1.GatewayConnectionStatus;
import dev.culvert.operator.plan.ConnectionPlan;
import dev.culvert.operator.plan.Finding;
import dev.culvert.operator.plan.GatewayWish;
import dev.culvert.operator.plan.Published;
import dev.culvert.operator.plan.Reasons;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The status of a GatewayConnection. */
public final class ConnectionStatusPlanner {
  private static final GatewayConnectionStatus NEVER_WRITTEN =
      new GatewayConnectionStatus(
          null, null, List.of(), null, null, List.of(), null, null, null, null, null);

  private final ConnectionPlan plan;
  private final Conditions conditions;

  private ConnectionStatusPlanner(ConnectionPlan plan, Conditions conditions) {
    this.plan = plan;
    this.conditions = conditions;
  }

  /**
   * The status to write.
   *
   * @param plan what becomes of the connection
   * @param gateway the gateway of its network, if it has one
   * @param reached where the peer reaches that gateway
   * @param view what is known of that gateway
   * @param now the time of conditions that change
   */
  public static GatewayConnectionStatus plan(
      ConnectionPlan plan,
      Optional<GatewayWish> gateway,
      Published reached,
      GatewayView view,
      Instant now) {
    Long generation = plan.connection().getMetadata().getGeneration();
    var before = Objects.requireNonNullElse(plan.connection().getStatus(), NEVER_WRITTEN);
    var conditions = new Conditions(before.conditions(), generation, now);
    var planner = new ConnectionStatusPlanner(plan, conditions);
    planner.wishes();
    ConnectionState state = new TunnelConditions(plan, view, before, conditions).set();
    planner.summary();
    planner.warnings(view, state);
    var facts = new TunnelFacts(plan, view, before);
    return new GatewayConnectionStatus(
        state,
        generation,
        conditions.list(),
        gateway.map(g -> facts.local(g, reached)).orElse(null),
        plan.ends().map(facts::remote).orElse(null),
        facts.childSas(),
        facts.childSaCount(),
        facts.bytesIn(),
        facts.bytesOut(),
        facts.lastEstablished(),
        facts.lastEvent());
  }

  private void wishes() {
    plan.unaccepted()
        .ifPresentOrElse(
            f -> conditions.unmet(Conditions.ACCEPTED, f),
            () -> conditions.met(Conditions.ACCEPTED, "Accepted", "The spec is accepted."));
    plan.unresolved()
        .ifPresentOrElse(
            f -> conditions.unmet(Conditions.RESOLVED_REFS, f),
            () ->
                conditions.met(
                    Conditions.RESOLVED_REFS, "Resolved", "The references are resolved."));
  }

  /** Ready and Stalled follow from the others; Ready's reason is the first that is not met. */
  private void summary() {
    Optional<Condition> unmet =
        Stream.of(Conditions.ACCEPTED, Conditions.RESOLVED_REFS, Conditions.CONNECTED)
            .flatMap(type -> conditions.now(type).stream())
            .filter(c -> !c.status().equals("True"))
            .findFirst();
    unmet.ifPresentOrElse(
        this::notReady,
        () -> conditions.met(Conditions.READY, "Connected", "The tunnel carries traffic."));
    plan.refusal()
        .or(this::missingAddress)
        .ifPresentOrElse(
            f -> conditions.met(Conditions.STALLED, f),
            () ->
                conditions.unmet(
                    Conditions.STALLED, "Progressing", "Nobody has to act on this side."));
  }

  /** Nobody but a person can know the site's address. */
  private Optional<Finding> missingAddress() {
    return plan.waiting().filter(why -> why.reason().equals(Reasons.WAITING_FOR_ADDRESS));
  }

  /**
   * Each is a condition of its own while it holds; one of the gateway's stands while it is quiet.
   */
  private void warnings(GatewayView view, ConnectionState state) {
    plan.warnings().forEach(warning -> conditions.met(warning.reason(), warning));
    if (view instanceof GatewayView.Quiet) {
      conditions.keep(Reasons.SELECTORS_NARROWED);
      conditions.keep(Reasons.NAME_UNRESOLVED);
      return;
    }
    Stream.of(TunnelWarnings.narrowed(plan, view), TunnelWarnings.unresolved(plan, view, state))
        .flatMap(Optional::stream)
        .forEach(warning -> conditions.met(warning.reason(), warning));
  }

  private void notReady(Condition unmet) {
    var why = new Finding(unmet.reason(), unmet.message());
    boolean asWished =
        plan.obstacle().filter(f -> f.reason().equals(Reasons.DISCONNECTED)).isPresent();
    if (asWished) {
      conditions.met(Conditions.READY, Reasons.DISCONNECTED, why.message());
    } else if (unmet.status().equals("Unknown")) {
      conditions.unknown(Conditions.READY, why);
    } else {
      conditions.unmet(Conditions.READY, why);
    }
  }
}
