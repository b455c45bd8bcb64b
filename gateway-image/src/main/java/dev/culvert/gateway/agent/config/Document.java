package dev.culvert.gateway.agent.config;

import dev.culvert.gateway.agent.dataplane.PacketPolicy;
import dev.culvert.gateway.contract.GatewayConfig;
import dev.culvert.gateway.contract.GatewayState.Problem;
import dev.culvert.gateway.contract.TunnelConfig;
import java.util.List;

/**
 * A document that was found usable.
 *
 * @param config the document as it came
 * @param tunnels those of its tunnels that can be carried, ordered by id
 * @param packets which packets may pass
 * @param problems why the other tunnels are not carried
 */
public record Document(
    GatewayConfig config,
    List<TunnelConfig> tunnels,
    PacketPolicy packets,
    List<Problem> problems) {

  /** Copies the lists. */
  public Document {
    tunnels = List.copyOf(tunnels);
    problems = List.copyOf(problems);
  }
}
