package dev.culvert.gateway.agent.tunnels;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class StateBoardTest {
  private final StateBoard board = new StateBoard();

  @Test
  void sequence_countsDifferentStatesOnly() {
    StatePoster.post(board, "e", 1);
    StatePoster.post(board, "e", 1);
    assertThat(board.newest().orElseThrow().sequence()).isEqualTo(1);

    StatePoster.post(board, "e", 2);
    assertThat(board.newest().orElseThrow().sequence()).isEqualTo(2);
  }

  @Test
  void reader_isWokenByTheStateItWaitsFor() throws Exception {
    StatePoster.post(board, "e", 1);
    var reader =
        CompletableFuture.supplyAsync(() -> {
          try {
            return board.await(state -> state.revision() == 3, Duration.ofSeconds(30));
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    StatePoster.post(board, "e", 2);
    StatePoster.post(board, "e", 3);

    assertThat(reader.get().orElseThrow().revision()).isEqualTo(3);
  }

  @Test
  void reader_getsTheNewestStateWhenItsTimeIsUp() throws InterruptedException {
    assertThat(board.await(state -> true, Duration.ofMillis(1))).isEmpty();
    StatePoster.post(board, "e", 1);

    assertThat(board.await(state -> false, Duration.ofMillis(1)).orElseThrow().revision())
        .isEqualTo(1);
  }
}
