package dev.culvert.gateway.contract;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything a gateway knows of itself, as one document.
 *
 * @param contractVersion the agent's contract version
 * @param gateway the gateway's name
 * @param epoch the epoch of the applied document, absent while none came by push
 * @param revision the revision of the applied document, 0 while there is none
 * @param sequence counts the agent's documents, so that a reader can tell old from new
 * @param dataplane who does ESP: {@code userspace} or {@code kernel}
 * @param charon the IKE daemon
 * @param tunnels one entry for each tunnel of the applied document, ordered by id
 * @param problems what of the document was not applied, and why
 */
public record GatewayState(
    int contractVersion,
    String gateway,
    @Nullable String epoch,
    long revision,
    long sequence,
    String dataplane,
    Charon charon,
    List<TunnelState> tunnels,
    List<Problem> problems) {

  /** Copies the lists; an absent list is empty. */
  public GatewayState {
    tunnels = Contract.copy(tunnels);
    problems = Contract.copy(problems);
  }

  /**
   * The IKE daemon.
   *
   * @param running whether it answers
   * @param version its version, absent until it first answered
   * @param startedAt when it was last started
   * @param restarts how often it was started again since the agent started
   */
  public record Charon(
      boolean running, @Nullable String version, @Nullable Instant startedAt, int restarts) {}

  /**
   * Something of the document that was not applied.
   *
   * @param tunnelId the tunnel it belongs to, absent if it is the gateway's
   * @param reason one CamelCase word
   * @param message a sentence; holds no secret
   */
  public record Problem(@Nullable String tunnelId, String reason, String message) {}
}
