package dev.culvert.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class WatchCanaryTest {

  @Test
  void watchThatShowsEveryAnswer_isNotDeaf() {
    assertThat(deafAfter(LongStream.of(1, 2, 3, 4, 5, 6), LongStream.of(1, 2, 3, 4, 5, 6)))
        .isEqualTo(-1);
  }

  @Test
  void watchThatIsOneLookBehind_isNotDeaf() {
    assertThat(deafAfter(LongStream.of(0, 1, 2, 3, 4, 5), LongStream.of(1, 2, 3, 4, 5, 6)))
        .isEqualTo(-1);
  }

  @Test
  void watchThatStaysBehind_isDeafAtTheThirdLookThatFindsIt() {
    assertThat(deafAfter(LongStream.of(1, 1, 1, 1, 1, 1), LongStream.of(1, 2, 3, 4, 5, 6)))
        .isEqualTo(4);
  }

  @Test
  void watchThatCatchesUpInTime_isNotDeaf() {
    assertThat(deafAfter(LongStream.of(1, 1, 1, 1, 4, 4, 6), LongStream.of(1, 2, 3, 4, 5, 6, 7)))
        .isEqualTo(-1);
  }

  @Test
  void apiServerThatDoesNotAnswer_saysNothingOfTheWatch() {
    assertThat(deafAfter(LongStream.of(1, 1, 1, 1, 1, 1, 1), LongStream.of(1, 2, 3, 0, 4, 5, 0)))
        .isEqualTo(-1);
  }

  /** The look, from 0, at which the watch counts as deaf; -1 for none. */
  private static int deafAfter(LongStream shown, LongStream answered) {
    var shownInOrder = shown.iterator();
    var answeredInOrder = answered.iterator();
    var canary = new WatchCanary(shownInOrder::nextLong, answeredInOrder::nextLong);
    for (int look = 0; shownInOrder.hasNext(); look++) {
      if (canary.isDeaf()) {
        return look;
      }
    }
    return -1;
  }
}
