package dev.culvert.node.agent.cluster;

import io.fabric8.kubernetes.client.informers.impl.cache.Reflector;

/**
 * How long a watch lasts before another takes its place. Watches that begin at the same time, as
 * after a break, may each have a connection of their own (the JDK's client opens one for each
 * request that begins while there is none), and then one of them can go deaf while everything else
 * is answered. It hears again with the next one, which begins where it ended. The client has this
 * setting for its own tests only, and 5 to 10 minutes.
 */
final class WatchLength {
  /** The least; the most is twice as much. */
  static final long SECONDS = 20;

  private WatchLength() {}

  /** Counts for every informer that is made from now on. */
  static void limit() {
    try {
      var field = Reflector.class.getDeclaredField("MIN_TIMEOUT");
      field.setAccessible(true);
      field.setLong(null, SECONDS);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this client's watches cannot be kept short", e);
    }
  }
}
