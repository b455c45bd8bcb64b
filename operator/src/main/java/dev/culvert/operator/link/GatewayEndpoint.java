package dev.culvert.operator.link;

import java.net.URI;

/**
 * Where a gateway's agent listens. The address only says where to dial; who answers is checked by
 * name.
 *
 * @param gateway the gateway's name, {@code gw-<hash>}
 * @param address the pod's IPv4 address
 * @param port the TCP port of the agent's API
 */
public record GatewayEndpoint(String gateway, String address, int port) {

  URI uri(String path) {
    return URI.create("https://" + address + ":" + port + path);
  }

  @Override
  public String toString() {
    return gateway + " at " + address + ":" + port;
  }
}
