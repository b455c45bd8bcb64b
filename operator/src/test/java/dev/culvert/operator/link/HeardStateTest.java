package dev.culvert.operator.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HeardStateTest {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  private final AtomicReference<Instant> now = new AtomicReference<>(START);
  private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
  private final HeardState heard = new HeardState(clock);

  @Test
  void gatewayNeverHeard_isUnknownThirtySecondsAfterTheWatchBegan() {
    pass(29);
    assertThat(heard.health().isUnknown(now.get())).isFalse();
    pass(1);
    assertThat(heard.health().isUnknown(now.get())).isTrue();
  }

  @Test
  void lostGateway_isUnknownThirtySecondsAfterItsLastWord_notAfterTheLoss() {
    heard.connected(States.idle("gw", 1));
    pass(12);
    heard.disconnected("nothing was heard");
    assertThat(heard.health().since()).isEqualTo(START.plusSeconds(12));
    assertThat(heard.health().unknownFrom()).isEqualTo(START.plusSeconds(30));
    assertThat(heard.health().isUnknown(START.plusSeconds(29))).isFalse();
    assertThat(heard.health().isUnknown(START.plusSeconds(30))).isTrue();
  }

  @Test
  void furtherFailedAttempts_areNoNewsAndKeepTheTimeOfTheLoss() {
    heard.connected(States.idle("gw", 1));
    assertThat(heard.disconnected("first")).isTrue();
    pass(5);
    assertThat(heard.disconnected("second")).isFalse();
    assertThat(heard.health().since()).isEqualTo(START);
    assertThat(heard.health().failure()).isEqualTo("second");
  }

  @Test
  void overtakenDocument_isDropped_butWasHeard() {
    heard.connected(States.idle("gw", 4));
    heard.heard(States.carrying("gw", 6, "00000001", 0));
    pass(3);
    assertThat(heard.heard(States.idle("gw", 5))).isFalse();
    assertThat(heard.latest()).contains(States.carrying("gw", 6, "00000001", 0));
    assertThat(heard.health().lastHeard()).isEqualTo(START.plusSeconds(3));
  }

  @Test
  void newSpi_isAChange_andMoreBytesAreNot() {
    heard.connected(States.carrying("gw", 1, "00000001", 0));
    assertThat(heard.heard(States.carrying("gw", 2, "00000001", 900))).isFalse();
    assertThat(heard.heard(States.carrying("gw", 3, "0000000a", 900))).isTrue();
  }

  @Test
  void rejectedDocument_isNewsOnce_whateverTheWords() {
    assertThat(heard.rejected(States.config("gw", 3), "it is too long")).isTrue();
    assertThat(heard.rejected(States.config("gw", 3), "it is far too long")).isFalse();
    assertThat(heard.rejection()).contains(new Rejection("epoch", 3, "it is far too long"));
    assertThat(heard.rejected(States.config("gw", 4), "it is too long")).isTrue();
    assertThat(heard.rejected(States.config("gw", 4).at("another", 4), "")).isTrue();
  }

  @Test
  void rejection_staysUntilTheGatewayGetsBeyondTheDocument() {
    heard.connected(States.holding("gw", 1, 2));
    heard.rejected(States.config("gw", 3), "it is too long");
    heard.heard(States.holding("gw", 2, 2));
    heard.disconnected("the stream broke");
    heard.connected(States.holding("gw", 1, 2));
    assertThat(heard.rejection()).isPresent();
    heard.heard(States.holding("gw", 2, 3));
    assertThat(heard.rejection()).isEmpty();
  }

  @Test
  void rejection_isNotOvertakenByAnotherEpoch() {
    heard.rejected(States.config("gw", 3).at("another", 3), "it is too long");
    heard.connected(States.holding("gw", 1, 8));
    assertThat(heard.rejection()).isPresent();
  }

  @Test
  void gatewayThatStartsBeyondTheDocument_hasNoRejection() {
    heard.rejected(States.config("gw", 3), "it is too long");
    heard.connected(States.holding("gw", 1, 4));
    assertThat(heard.rejection()).isEmpty();
  }

  @Test
  void pushThatIsTaken_endsTheRejection_andThatIsNews() {
    heard.connected(States.holding("gw", 1, 2));
    heard.rejected(States.config("gw", 3), "it is too long");
    assertThat(heard.taken(States.holding("gw", 2, 2))).isTrue();
    assertThat(heard.rejection()).isEmpty();
    assertThat(heard.taken(States.holding("gw", 3, 2))).isFalse();
  }

  private void pass(int seconds) {
    now.updateAndGet(instant -> instant.plus(Duration.ofSeconds(seconds)));
  }
}
