package dev.culvert.gateway.agent.charon;

import java.util.List;

/**
 * A CHILD_SA as charon lists it.
 *
 * @param id unique while charon runs; a rekeying gives a new one
 * @param name the child's name in its connection
 * @param state charon's word, for example {@code INSTALLED}
 * @param spiIn our SPI, hexadecimal
 * @param spiOut the peer's SPI, hexadecimal
 * @param localPrefixes negotiated selectors on our side
 * @param remotePrefixes negotiated selectors on the peer's side
 * @param ageSeconds age since it was installed
 * @param traffic what went through it
 */
public record ChildSa(
    long id,
    String name,
    String state,
    String spiIn,
    String spiOut,
    List<String> localPrefixes,
    List<String> remotePrefixes,
    long ageSeconds,
    Traffic traffic) {

  /** Copies the lists. */
  public ChildSa {
    localPrefixes = List.copyOf(localPrefixes);
    remotePrefixes = List.copyOf(remotePrefixes);
  }

  /** Whether it carries traffic: a rekeyed or deleted one stays listed for some seconds. */
  public boolean isInstalled() {
    return state.equals("INSTALLED") || state.equals("REKEYING");
  }

  /** Counters of one SA, from its installation. */
  public record Traffic(long bytesIn, long bytesOut, long packetsIn, long packetsOut) {}
}
