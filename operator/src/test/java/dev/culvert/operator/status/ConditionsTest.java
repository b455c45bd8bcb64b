package dev.culvert.operator.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.culvert.crds.v1alpha1.Condition;
import dev.culvert.operator.plan.Finding;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionsTest {
  private static final Condition BEFORE =
      new Condition("Ready", "True", 1L, "2026-01-02T03:04:05Z", "Created", "All is there.");

  private final Conditions conditions =
      new Conditions(List.of(BEFORE), 2L, Instant.parse("2026-01-02T04:00:00.987Z"));

  @Test
  void statusThatStays_keepsItsTransitionTime_whateverTheReason() {
    conditions.met("Ready", "Connected", "The tunnel carries traffic.");
    assertThat(conditions.list())
        .containsExactly(
            new Condition(
                "Ready",
                "True",
                2L,
                "2026-01-02T03:04:05Z",
                "Connected",
                "The tunnel carries traffic."));
  }

  @Test
  void statusThatChanges_takesTheTime_inWholeSeconds() {
    conditions.unmet("Ready", new Finding("NoAnswer", "The peer does not answer."));
    assertThat(conditions.list())
        .containsExactly(
            new Condition(
                "Ready",
                "False",
                2L,
                "2026-01-02T04:00:00Z",
                "NoAnswer",
                "The peer does not answer."));
  }

  @Test
  void unknown_isAChangeOfStatusToo() {
    conditions.unknown("Ready", new Finding("GatewayUnreachable", "Nothing was heard."));
    assertThat(conditions.list())
        .extracting(Condition::status, Condition::lastTransitionTime)
        .containsExactly(tuple("Unknown", "2026-01-02T04:00:00Z"));
  }

  @Test
  void keptCondition_staysAsItWas_withItsGeneration() {
    conditions.keep("Ready");
    conditions.keep("Connected");
    assertThat(conditions.list()).containsExactly(BEFORE);
  }

  @Test
  void conditionThatIsNotSet_isGone() {
    conditions.met("Accepted", "Accepted", "The spec is accepted.");
    assertThat(conditions.list()).extracting(Condition::type).containsExactly("Accepted");
  }

  @Test
  void longMessage_isShortenedTo1024Characters() {
    conditions.met("Ready", "Created", "x".repeat(1024));
    conditions.met("Accepted", "Accepted", "x".repeat(1025));
    assertThat(conditions.list())
        .extracting(Condition::message)
        .containsExactly("x".repeat(1024), "x".repeat(1023) + "…");
  }
}
