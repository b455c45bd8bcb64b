package dev.culvert.gateway.agent.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LookupTimesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final String NAME = "hq.example";

  private final LookupTimes times = new LookupTimes();

  @Test
  void newName_isLookedUpAtOnce_andOnceAtATime() {
    want(NAME);

    assertThat(times.start(NOW)).containsExactly(NAME);
    assertThat(times.start(NOW.plusSeconds(99))).isEmpty();
    assertThat(times.next()).isEmpty();
  }

  @Test
  void nameThatWasFound_isLookedUpAgainAfter30Seconds() {
    wantUrgently(NAME);
    ended(false);

    assertThat(times.next()).contains(NOW.plusSeconds(30));
    assertThat(times.start(NOW.plusSeconds(29))).isEmpty();
    assertThat(times.start(NOW.plusSeconds(30))).containsExactly(NAME);
  }

  @Test
  void nameThatATunnelWaitsFor_isLookedUpAgain2SecondsAfterAFailure() {
    wantUrgently(NAME);
    ended(true);

    assertThat(times.next()).contains(NOW.plusSeconds(2));
  }

  @Test
  void nameThatNothingWaitsFor_isLookedUpAgain30SecondsAfterAFailure_unlessItsTunnelGoesDown() {
    want(NAME);
    ended(true);
    assertThat(times.next()).contains(NOW.plusSeconds(30));

    wantUrgently(NAME);
    assertThat(times.next()).contains(NOW.plusSeconds(2));
  }

  @Test
  void nameThatStaysWanted_keepsItsTime() {
    want(NAME);
    ended(false);
    times.want(new WantedNames(Set.of(NAME, "other.example"), Set.of()));

    assertThat(times.start(NOW.plusSeconds(1))).containsExactly("other.example");
  }

  @Test
  void answerForANameNobodyWantsAnyMore_isDropped() {
    want(NAME);
    times.start(NOW);
    times.want(new WantedNames(Set.of(), Set.of()));

    assertThat(times.ended(NAME, false, NOW)).isFalse();
  }

  private void want(String name) {
    times.want(new WantedNames(Set.of(name), Set.of()));
  }

  private void wantUrgently(String name) {
    times.want(new WantedNames(Set.of(name), Set.of(name)));
  }

  private void ended(boolean failed) {
    times.start(NOW);
    assertThat(times.ended(NAME, failed, NOW)).isTrue();
  }
}
