package dev.culvert.operator.status;

import dev.culvert.crds.v1alpha1.Condition;
import dev.culvert.operator.plan.Finding;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of one object under construction. A condition whose status stays keeps its
 * transition time, as {@code metav1.Condition} asks.
 */
public final class Conditions {
  /** The spec alone, and against its siblings. */
  public static final String ACCEPTED = "Accepted";

  /** Own references lead somewhere. */
  public static final String RESOLVED_REFS = "ResolvedRefs";

  /** The gateway holds this generation. */
  public static final String PROGRAMMED = "Programmed";

  /** Negotiation is in progress. */
  public static final String CONNECTING = "Connecting";

  /** Every CHILD_SA is installed. */
  public static final String CONNECTED = "Connected";

  /** The summary. */
  public static final String READY = "Ready";

  /** A person must act. */
  public static final String STALLED = "Stalled";

  private static final int LONGEST_MESSAGE = 1024;

  private final Map<String, Condition> before = new LinkedHashMap<>();
  private final List<Condition> now = new ArrayList<>();
  private final long generation;
  private final String time;

  /** Starts from what the object says of itself. */
  public Conditions(List<Condition> existing, @Nullable Long generation, Instant time) {
    existing.forEach(condition -> before.put(condition.type(), condition));
    this.generation = generation == null ? 0 : generation;
    this.time = time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Says the condition is met. */
  public void met(String type, String reason, String message) {
    set(type, "True", reason, message);
  }

  /** Says the condition is met, for what was found. */
  public void met(String type, Finding why) {
    met(type, why.reason(), why.message());
  }

  /** Says the condition is not met. */
  public void unmet(String type, String reason, String message) {
    set(type, "False", reason, message);
  }

  /** Says the condition is not met, for what was found. */
  public void unmet(String type, Finding why) {
    unmet(type, why.reason(), why.message());
  }

  /** Says it is not known whether the condition is met, for what was found. */
  public void unknown(String type, Finding why) {
    set(type, "Unknown", why.reason(), why.message());
  }

  /** Leaves the condition as it was, if it was there. */
  public void keep(String type) {
    before(type).ifPresent(now::add);
  }

  /** Whether that was said of the condition before. */
  public boolean was(String type, String status) {
    return before(type).filter(c -> c.status().equals(status)).isPresent();
  }

  /** What is said now, if anything yet. */
  public Optional<Condition> now(String type) {
    return now.stream().filter(c -> c.type().equals(type)).findFirst();
  }

  /** Whether that is said of the condition now. */
  public boolean says(String type, String status) {
    return now(type).filter(c -> c.status().equals(status)).isPresent();
  }

  /** The conditions as set. */
  public List<Condition> list() {
    return List.copyOf(now);
  }

  private Optional<Condition> before(String type) {
    return Optional.ofNullable(before.get(type));
  }

  private void set(String type, String status, String reason, String message) {
    String since =
        before(type)
            .filter(c -> c.status().equals(status))
            .map(Condition::lastTransitionTime)
            .orElse(time);
    now.add(new Condition(type, status, generation, since, reason, shortened(message)));
  }

  private static String shortened(String message) {
    return message.length() <= LONGEST_MESSAGE
        ? message
        : message.substring(0, LONGEST_MESSAGE - 1) + "…";
  }
}
