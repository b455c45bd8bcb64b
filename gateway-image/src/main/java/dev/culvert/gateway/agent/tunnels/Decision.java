package dev.culvert.gateway.agent.tunnels;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to do about one tunnel now.
 *
 * @param memory what to remember if all actions succeed
 * @param actions in this order
 * @param wakeAt when to look again even if nothing happens, absent if that would be in vain
 */
record Decision(TunnelMemory memory, List<Action> actions, @Nullable Instant wakeAt) {

  /** Copies the list. */
  Decision {
    actions = List.copyOf(actions);
  }
}
