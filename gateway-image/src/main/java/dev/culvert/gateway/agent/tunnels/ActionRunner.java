package dev.culvert.gateway.agent.tunnels;

import dev.culvert.gateway.agent.charon.Charon;
import dev.culvert.vici.ViciException;
import java.io.IOException;
import java.lang.System.Logger.Level;

/** Carries actions out and logs them. */
final class ActionRunner {
  private static final System.Logger LOG = System.getLogger("tunnels");

  private ActionRunner() {}

  /**
   * Carries out one action for a tunnel.
   *
   * @param name the tunnel's name in the log
   */
  static void run(Charon charon, Action action, String name) throws IOException, ViciException {
    switch (action) {
      case Action.LoadKey(var id, var key, var owner) -> charon.loadKey(id, key, owner);
      case Action.UnloadKey(var id) -> charon.unloadKey(id);
      case Action.LoadConnection(var tunnel) -> {
        log(name, "loading generation " + tunnel.generation());
        charon.loadConnection(tunnel);
      }
      case Action.UnloadConnection(var id) -> {
        log(name, "unloading");
        charon.unloadConnection(id);
      }
      case Action.Initiate(var connection, var child) -> {
        log(name, "initiating " + child);
        charon.initiate(connection, child);
      }
      case Action.TerminateIkeSa(var connection, var id, var why) -> {
        log(name, "closing IKE_SA " + id + ": " + why);
        charon.terminateIkeSa(id);
      }
      case Action.TerminateChildSa(var connection, var id, var why) -> {
        log(name, "closing CHILD_SA " + id + ": " + why);
        charon.terminateChildSa(id);
      }
    }
  }

  private static void log(String name, String what) {
    LOG.log(Level.INFO, "{0}: {1}", name, what);
  }
}
