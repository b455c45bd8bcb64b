package dev.culvert.gateway.agent.dataplane;

import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Objects;

/** Sees whether an interface is there and has an address. */
interface InsideInterfaces {

  /** Whether the interface is there and has the IPv4 address. */
  boolean has(String name, String address);

  /** Those of the pod. */
  static boolean ofThisPod(String name, String address) {
    try {
      var device = NetworkInterface.getByName(name);
      return device != null
          && device.isUp()
          && device
              .inetAddresses()
              .filter(Inet4Address.class::isInstance)
              .anyMatch(found -> Objects.equals(found.getHostAddress(), address));
    } catch (SocketException e) {
      return false; // It went while it was looked at.
    }
  }
}
