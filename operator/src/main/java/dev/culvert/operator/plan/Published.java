package dev.culvert.operator.plan;

import java.util.Optional;

/**
 * Where peers reach a gateway.
 *
 * @param address an IPv4 address or a load balancer's name; absent while there is none
 * @param port the UDP port they dial
 * @param pending what is waited for while there is no address
 */
public record Published(Optional<String> address, int port, Optional<Finding> pending) {

  /** Reached at the given address, where IKE has its usual ports. */
  public static Published at(String address) {
    return at(address, IkePorts.IKE);
  }

  /** Reached at the given address and port. */
  public static Published at(String address, int port) {
    return new Published(Optional.of(address), port, Optional.empty());
  }

  /** Not reached yet. */
  public static Published pending(String message) {
    return new Published(
        Optional.empty(),
        IkePorts.IKE,
        Optional.of(new Finding(Reasons.WAITING_FOR_OWN_ADDRESS, message)));
  }
}
