package dev.culvert.node.agent.keeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.node.agent.cluster.NodeAddress;
import dev.culvert.node.agent.cluster.Shown;
import dev.culvert.node.agent.plan.Claim;
import dev.culvert.node.agent.plan.Doubt;
import dev.culvert.node.agent.plan.Segment;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

class CertaintyTest {
  private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");
  private static final Instant SETTLED = NOW.plus(Certainty.SETTLED);

  private final Certainty certainty = new Certainty();

  private static final class Connection implements Shown {
    private boolean isListed = true;

    @Override
    public boolean isAnswered() {
      return true;
    }

    @Override
    public boolean isListed() {
      return isListed;
    }

    @Override
    public Collection<Doubt> doubts() {
      return List.of();
    }

    @Override
    public Collection<Claim> claims() {
      return List.of();
    }

    @Override
    public Collection<Segment> segments() {
      return List.of();
    }

    @Override
    public Collection<NodeAddress> nodes() {
      return List.of();
    }
  }

  @Test
  void listing_isBelieved_onceItHadTimeToCatchUp() {
    var connection = new Connection();

    assertThat(certainty.of(connection, NOW)).isFalse();
    assertThat(certainty.of(connection, SETTLED.minusMillis(1))).isFalse();
    assertThat(certainty.of(connection, SETTLED)).isTrue();
  }

  @Test
  void nextConnection_hasToCatchUpToo() {
    certainty.of(new Connection(), NOW);
    var next = new Connection();

    assertThat(certainty.of(next, SETTLED)).isFalse();
    assertThat(certainty.of(next, SETTLED.plus(Certainty.SETTLED))).isTrue();
  }

  @Test
  void whatIsNotListed_isNeverBelieved() {
    var connection = new Connection();
    certainty.of(connection, NOW);
    connection.isListed = false;

    assertThat(certainty.of(connection, SETTLED)).isFalse();
    connection.isListed = true;
    assertThat(certainty.of(connection, SETTLED)).isFalse();
  }
}
