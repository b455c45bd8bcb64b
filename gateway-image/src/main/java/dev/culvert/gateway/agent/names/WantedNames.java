package dev.culvert.gateway.agent.names;

import java.util.Set;

/**
 * What is to be looked up.
 *
 * @param names the names
 * @param urgent those of them that something waits for
 */
public record WantedNames(Set<String> names, Set<String> urgent) {

  /** Copies the sets. */
  public WantedNames {
    names = Set.copyOf(names);
    urgent = Set.copyOf(urgent);
  }
}
