package dev.culvert.e2e.outside;

import dev.culvert.e2e.wan.Segment;
import dev.culvert.e2e.wan.Wan;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A router on the WAN with a private segment behind it, whose hosts are seen with the router's
 * address and with ports of its choice.
 */
public final class NatRouter implements AutoCloseable {
  private static final int FIRST_INSIDE = 10;

  private final Wan wan;
  private final Segment inside;
  private final String address;
  private final OutsideHost host;
  private final AtomicInteger nextInside = new AtomicInteger(FIRST_INSIDE);

  private NatRouter(Wan wan, Segment inside, String address, OutsideHost host) {
    this.wan = wan;
    this.inside = inside;
    this.address = address;
    this.host = host;
  }

  /** Starts a router that translates to ports from 20000 to 20999. */
  public static NatRouter on(Wan wan) {
    Segment inside = Segment.create();
    String address = wan.deviceAddresses().take();
    NatRouter router = new NatRouter(wan, inside, address, OutsideHost.on(wan.segment(), address));
    router.host.connect(inside, router.insideAddress());
    router.translateTo(20_000, 20_999);
    return router;
  }

  /** The address that the hosts behind it are seen with. */
  public String address() {
    return address;
  }

  /**
   * Translates to other ports from now on, for what is under way too: the table is forgotten, so
   * that answers to the former ports find nobody.
   */
  public void translateTo(int firstPort, int lastPort) {
    host.shell(
        """
        nft 'table ip nat; delete table ip nat; table ip nat {
          chain out {
            type nat hook postrouting priority srcnat
            ip saddr %1$s ip daddr != %1$s meta l4proto { tcp, udp } masquerade to :%2$d-%3$d random
            ip saddr %1$s ip daddr != %1$s masquerade
          }
        }'\
        """
            .formatted(inside.prefix(), firstPort, lastPort));
    flushConntrack();
  }

  /** Forgets who behind it has spoken to whom, as a router does that restarts. */
  public void flushConntrack() {
    host.shell("conntrack -F 2>&1");
  }

  @Override
  public void close() {
    host.close();
    inside.close();
    wan.deviceAddresses().giveBack(address);
  }

  Segment inside() {
    return inside;
  }

  String insideAddress() {
    return inside.address(2);
  }

  String nextInsideAddress() {
    return inside.address(nextInside.getAndIncrement());
  }
}
