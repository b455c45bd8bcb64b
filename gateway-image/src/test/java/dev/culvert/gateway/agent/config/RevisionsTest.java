package dev.culvert.gateway.agent.config;

import static dev.culvert.gateway.agent.config.Revisions.Source.FILE;
import static dev.culvert.gateway.agent.config.Revisions.Source.PUSH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.gateway.contract.GatewayConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class RevisionsTest {

  @Test
  void anyDocument_isBetterThanNone() {
    assertThat(Revisions.takes(null, document("e", 1), PUSH)).isTrue();
    assertThat(Revisions.takes(null, document(null, 1), FILE)).isTrue();
  }

  @Test
  void higherRevisionOfTheEpoch_isTaken_andNoOther() {
    var present = document("e", 5);

    assertThat(Revisions.takes(present, document("e", 6), PUSH)).isTrue();
    assertThat(Revisions.takes(present, document("e", 6), FILE)).isTrue();
    assertThat(Revisions.takes(present, document("e", 5), PUSH)).isFalse();
    assertThat(Revisions.takes(present, document("e", 4), FILE)).isFalse();
  }

  @Test
  void anotherEpoch_isTakenByPushOnly() {
    var present = document("e", 5);

    assertThat(Revisions.takes(present, document("f", 1), PUSH)).isTrue();
    assertThat(Revisions.takes(present, document("f", 9), FILE)).isFalse();
    assertThat(Revisions.takes(present, document(null, 9), FILE)).isFalse();
  }

  @Test
  void documentStoredBeforeItsEpochWasKnown_givesWayToAHigherRevision() {
    var first = document(null, 1);

    assertThat(Revisions.takes(first, document("e", 1), PUSH)).isTrue();
    assertThat(Revisions.takes(first, document("e", 2), FILE)).isTrue();
    assertThat(Revisions.takes(first, document("e", 1), FILE)).isFalse();
  }

  private static GatewayConfig document(String epoch, long revision) {
    return new GatewayConfig(1, "gw-a", epoch, revision, "10.1.0.4", null, List.of(), List.of());
  }
}
