package dev.culvert.node.agent.plan;

import static dev.culvert.node.agent.plan.Samples.claim;
import static dev.culvert.node.agent.plan.Samples.segment;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NodeBookTest {
  private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");
  private static final Instant LATER = NOW.plus(Duration.ofMinutes(11));

  private final NodeBook book = new NodeBook();

  @Test
  void absentAgentsNode_staysKnown_forTenMinutes() {
    book.learn("two", "192.0.2.2", NOW);

    assertThat(book.addresses(List.of(), NOW.plus(Duration.ofMinutes(9)))).containsKey("two");
    assertThat(book.addresses(List.of(), LATER)).isEmpty();
  }

  @Test
  void absentAgentsNode_staysKnown_whileItHasAMember() {
    book.learn("two", "192.0.2.2", NOW);

    assertThat(book.addresses(List.of(claim(7, 4, "two")), LATER))
        .containsExactly(Map.entry("two", "192.0.2.2"));
  }

  @Test
  void agentThatStarts_recallsWhereFramesGo_untilItIsToldBetter() {
    var claims = List.of(claim(7, 4, "two"), claim(7, 5, "three"));
    book.learn("three", "192.0.2.3", NOW);
    var entries =
        Set.of(
            new ForwardingEntry("02:07:0a:01:00:04", "192.0.2.22"),
            new ForwardingEntry("02:07:0a:01:00:05", "192.0.2.33"));
    // The MAC address of another network's member says nothing.
    var others = Set.of(new ForwardingEntry("02:07:0a:01:00:04", "192.0.2.99"));
    book.recall(claims, List.of(segment(7)), Map.of(7, entries, 263, others), NOW);
    assertThat(book.addresses(claims, NOW))
        .isEqualTo(Map.of("two", "192.0.2.22", "three", "192.0.2.3"));

    book.learn("two", "192.0.2.2", NOW);

    assertThat(book.addresses(claims, NOW)).containsEntry("two", "192.0.2.2");
  }
}
