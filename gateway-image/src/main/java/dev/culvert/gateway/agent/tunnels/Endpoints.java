package dev.culvert.gateway.agent.tunnels;

import dev.culvert.gateway.agent.charon.IkeSa;
import dev.culvert.gateway.contract.TunnelConfig;
import java.util.List;

/**
 * Where a tunnel's IKE_SAs are when this end has dialled: its addresses at its port, or at 4500,
 * which port 500 floats to (RFC 7296 section 2.23).
 */
record Endpoints(List<String> addresses, int port) {
  private static final int IKE_PORT = 500;
  private static final int NAT_TRAVERSAL_PORT = 4500;

  static Endpoints of(TunnelConfig tunnel) {
    return new Endpoints(tunnel.remoteAddresses(), tunnel.remotePort());
  }

  /** Whether the peer of an IKE_SA is there; behind a NAT or a load balancer it is not. */
  boolean reach(IkeSa sa) {
    return addresses.contains(sa.remoteAddress())
        && (sa.remotePort() == port || (port == IKE_PORT && sa.remotePort() == NAT_TRAVERSAL_PORT));
  }
}
