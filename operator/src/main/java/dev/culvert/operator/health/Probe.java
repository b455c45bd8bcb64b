package dev.culvert.operator.health;

import java.util.Optional;

/** A question that a probe asks. Called from the server's threads: answer at once. */
@FunctionalInterface
public interface Probe {
  /** What is wrong, a clause for a person and without secrets; empty while all is well. */
  Optional<String> problem();
}
