package dev.culvert.gateway.agent.dataplane;

import java.util.List;

/**
 * What may pass between the inside and one tunnel's child, in both directions.
 *
 * @param local declared prefixes of our side
 * @param remote declared prefixes of the peer's side
 */
public record Passage(List<Prefix> local, List<Prefix> remote) {

  /** Copies the lists. */
  public Passage {
    local = List.copyOf(local);
    remote = List.copyOf(remote);
  }
}
