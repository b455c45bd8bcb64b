package dev.culvert.gateway.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything one gateway shall do, as one document. The agent makes charon, addresses, routes and
 * the packet filter equal to it.
 *
 * @param contractVersion the version of this document's meaning, see {@link Contract#VERSION}
 * @param gateway the gateway's name, {@code gw-<hash>}; an agent refuses a document for another
 * @param epoch the UID of the Secret the document is stored in; absent in the first stored version,
 *     whose Secret had no UID yet
 * @param revision counts up from 1 within an epoch
 * @param insideAddress the gateway's own IPv4 address in its network, without prefix length
 * @param insideInterface the interface that gets the inside address from somebody else, and without
 *     which no tunnel is loaded; absent where the agent itself puts the address on the loopback
 * @param addressSpace the network's own prefixes, for example {@code 10.1.0.0/16}
 * @param tunnels the tunnels the gateway carries, ordered by id
 */
public record GatewayConfig(
    int contractVersion,
    String gateway,
    @Nullable String epoch,
    long revision,
    String insideAddress,
    @Nullable String insideInterface,
    List<String> addressSpace,
    List<TunnelConfig> tunnels) {

  /** Copies the lists; an absent list is empty. */
  public GatewayConfig {
    addressSpace = Contract.copy(addressSpace);
    tunnels = Contract.copy(tunnels);
  }

  /** The same wish under another counter. */
  public GatewayConfig at(@Nullable String newEpoch, long newRevision) {
    return new GatewayConfig(
        contractVersion,
        gateway,
        newEpoch,
        newRevision,
        insideAddress,
        insideInterface,
        addressSpace,
        tunnels);
  }

  /** Whether the other document wishes the same, whatever its counter says. */
  public boolean wishesTheSameAs(GatewayConfig other) {
    return at(null, 0).equals(other.at(null, 0));
  }
}
