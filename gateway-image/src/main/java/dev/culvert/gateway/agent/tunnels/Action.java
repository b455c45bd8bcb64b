package dev.culvert.gateway.agent.tunnels;

import dev.culvert.gateway.contract.SharedKey;
import dev.culvert.gateway.contract.TunnelConfig;

/** One request to charon. */
sealed interface Action {

  record LoadKey(String name, SharedKey key, String owner) implements Action {}

  record UnloadKey(String name) implements Action {}

  record LoadConnection(TunnelConfig tunnel) implements Action {}

  record UnloadConnection(String name) implements Action {}

  record Initiate(String connection, String child) implements Action {}

  /** Closes an IKE_SA; {@code why} goes to the log. */
  record TerminateIkeSa(String connection, long id, String why) implements Action {}

  /** Closes a CHILD_SA; {@code why} goes to the log. */
  record TerminateChildSa(String connection, long id, String why) implements Action {}
}
