package dev.culvert.operator.link;

import dev.culvert.gateway.contract.Contract;
import java.time.Duration;

/**
 * The link's times and bounds.
 *
 * @param port TCP port of the agents' API
 * @param connectLimit how long a connection may take to come up
 * @param answerLimit how long an answer may take, from the request's start to its last byte; an
 *     agent lets a push wait up to 5 s for the document to be applied
 * @param silenceLimit after how long without a document a stream is dead; agents send one at least
 *     every 5 s
 * @param shortestPause pause after the first failure; it doubles with each further one
 * @param longestPause longest pause between two attempts
 * @param largestDocument bytes of the largest document taken
 */
public record LinkSettings(
    int port,
    Duration connectLimit,
    Duration answerLimit,
    Duration silenceLimit,
    Duration shortestPause,
    Duration longestPause,
    int largestDocument) {

  /** What Culvert runs with. */
  public static LinkSettings standard() {
    return new LinkSettings(
        Contract.API_PORT,
        Duration.ofSeconds(2),
        Duration.ofSeconds(10),
        Duration.ofSeconds(12),
        Duration.ofMillis(50),
        Duration.ofSeconds(2),
        4 << 20);
  }

  /** The pause after the given number of failures in a row, which counts from 1. */
  Duration pauseAfter(int failures) {
    Duration pause = shortestPause;
    for (int i = 1; i < failures && pause.compareTo(longestPause) < 0; i++) {
      pause = pause.multipliedBy(2);
    }
    return pause.compareTo(longestPause) < 0 ? pause : longestPause;
  }
}
