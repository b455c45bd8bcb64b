package dev.culvert.e2e.wan;

import java.util.List;

/**
 * The wide area network of this JVM's tests: one segment that clusters' nodes and devices outside
 * are on, and who has which of its addresses.
 */
public final class Wan {
  /**
   * Where floods pretend to come from (RFC 2544's addresses for tests of such a kind); answers to
   * them go to {@link #attackerAddress}.
   */
  public static final String FLOOD_SOURCES = "198.18.0.0/15";

  private static final class Shared {
    static final Wan WAN = new Wan(Segment.create());
  }

  private final Segment segment;
  private final List<Seat> seats;
  private final AddressPool devices;

  /**
   * A cluster's place.
   *
   * @param nodeAddress the address of the node it begins with
   * @param secondNodeAddress that of the node that may join it
   * @param loadBalancerAddresses what a load balancer of it may give to Services
   */
  public record Seat(
      String nodeAddress, String secondNodeAddress, AddressPool loadBalancerAddresses) {}

  private Wan(Segment segment) {
    this.segment = segment;
    this.seats =
        List.of(
            new Seat(segment.address(10), segment.address(12), new AddressPool(segment, 32, 63)),
            new Seat(segment.address(11), segment.address(13), new AddressPool(segment, 64, 95)));
    this.devices = new AddressPool(segment, 100, 229);
  }

  /** This JVM's; made by the first who asks, removed when the JVM ends. */
  public static Wan shared() {
    return Shared.WAN;
  }

  /** The wire. */
  public Segment segment() {
    return segment;
  }

  /** The places of the clusters: two. */
  public List<Seat> seats() {
    return seats;
  }

  /** What devices outside clusters may have. */
  public AddressPool deviceAddresses() {
    return devices;
  }

  /** Where answers to forged packets go. */
  public String attackerAddress() {
    return segment.address(2);
  }
}
