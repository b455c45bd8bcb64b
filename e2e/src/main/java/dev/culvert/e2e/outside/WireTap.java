package dev.culvert.e2e.outside;

import dev.culvert.e2e.scenario.Capture;
import dev.culvert.e2e.wan.Wan;

/** Somebody who listens on the WAN. */
public final class WireTap implements AutoCloseable {
  private final OutsideHost host;
  private final Wan wan;

  private WireTap(OutsideHost host, Wan wan) {
    this.host = host;
    this.wan = wan;
  }

  /** Puts a tap on the wire. */
  public static WireTap on(Wan wan) {
    return new WireTap(OutsideHost.inNetworkOfTheEngine(), wan);
  }

  /**
   * Captures all that passes on the WAN, from before this returns; to be closed before the tap is.
   */
  public Capture capture() {
    return Capture.start(host, wan.segment().bridge(), "ip");
  }

  @Override
  public void close() {
    host.close();
  }
}
