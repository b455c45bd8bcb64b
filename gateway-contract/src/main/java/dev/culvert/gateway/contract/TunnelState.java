package dev.culvert.gateway.contract;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway knows of one tunnel.
 *
 * @param id the GatewayConnection's UID
 * @param generation the generation charon holds, 0 while it holds none
 * @param phase how far the tunnel is
 * @param ikeSas how many IKE_SAs of the tunnel are established
 * @param childSas the installed CHILD_SAs, newest last
 * @param lookup what became of the peer's name, absent where addresses are dialled
 * @param observedPeer the peer's source as {@code address:port}, absent without an IKE_SA
 * @param bytesIn bytes received through the tunnel since the agent started, over all SAs
 * @param bytesOut bytes sent through the tunnel since the agent started, over all SAs
 * @param lastEstablished when a CHILD_SA was last installed where there was none
 * @param lastEvent the newest event worth a person's attention
 */
public record TunnelState(
    String id,
    long generation,
    Phase phase,
    int ikeSas,
    List<ChildSaState> childSas,
    @Nullable NameLookup lookup,
    @Nullable String observedPeer,
    long bytesIn,
    long bytesOut,
    @Nullable Instant lastEstablished,
    @Nullable TunnelEvent lastEvent) {

  /** Copies the list; an absent list is empty. */
  public TunnelState {
    childSas = Contract.copy(childSas);
  }

  /**
   * What became of a name the agent looks up.
   *
   * @param name the name
   * @param addresses the addresses dialled, those of the last look-up that succeeded
   * @param fault why the last look-up failed, absent if it did not
   */
  public record NameLookup(String name, List<String> addresses, @Nullable TunnelEvent fault) {

    /** Copies the list; an absent list is empty. */
    public NameLookup {
      addresses = Contract.copy(addresses);
    }
  }

  /** How far a tunnel is. */
  public enum Phase {
    /** No IKE_SA and no attempt. */
    IDLE,
    /** An attempt is in progress. */
    CONNECTING,
    /** An IKE_SA, but no CHILD_SA installed. */
    IKE_ONLY,
    /** Some, not all CHILD_SAs are installed. */
    PARTLY_INSTALLED,
    /** Every CHILD_SA is installed: traffic passes. */
    INSTALLED
  }

  /**
   * An installed CHILD_SA.
   *
   * @param name the child's name in the document
   * @param spiIn our SPI, eight hexadecimal digits
   * @param spiOut the peer's SPI, eight hexadecimal digits
   * @param localPrefixes negotiated selectors on our side
   * @param remotePrefixes negotiated selectors on the peer's side
   * @param bytesIn bytes received by this SA
   * @param bytesOut bytes sent by this SA
   * @param packetsIn packets received by this SA
   * @param packetsOut packets sent by this SA
   */
  public record ChildSaState(
      String name,
      String spiIn,
      String spiOut,
      List<String> localPrefixes,
      List<String> remotePrefixes,
      long bytesIn,
      long bytesOut,
      long packetsIn,
      long packetsOut) {

    /** Copies the lists; an absent list is empty. */
    public ChildSaState {
      localPrefixes = Contract.copy(localPrefixes);
      remotePrefixes = Contract.copy(remotePrefixes);
    }
  }

  /**
   * Something that happened to a tunnel.
   *
   * @param time when
   * @param reason one CamelCase word, for example {@code NoAnswer}
   * @param message a sentence in IKE terms; holds no secret
   */
  public record TunnelEvent(Instant time, String reason, String message) {}
}
