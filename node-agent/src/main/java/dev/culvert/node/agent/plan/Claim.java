package dev.culvert.node.agent.plan;

import dev.culvert.crds.v1alpha1.AddressClaimStatus;
import org.jspecify.annotations.Nullable;

/**
 * An address of a network that a pod holds.
 *
 * @param namespace the claim's, which is the network's
 * @param name the claim's
 * @param uid the claim's metadata.uid
 * @param generation the claim's metadata.generation
 * @param created the claim's metadata.creationTimestamp
 * @param networkUid the VirtualNetwork's metadata.uid
 * @param address an IPv4 address
 * @param podUid the holder's metadata.uid
 * @param pod the holder's name, NAMESPACE/NAME
 * @param node the holder's node; null until it is scheduled
 * @param gateway the gateway, NAMESPACE/NAME, whose pods hold it one after the other; null if it is
 *     not a gateway's
 * @param status what is told of it now; null if nothing is
 */
public record Claim(
    String namespace,
    String name,
    String uid,
    long generation,
    String created,
    String networkUid,
    String address,
    String podUid,
    String pod,
    @Nullable String node,
    @Nullable String gateway,
    @Nullable AddressClaimStatus status) {
  /** Refuses what must not come into a command. */
  public Claim {
    Prefix.parseAddress(address);
  }

  /** Whether the holder is the network's gateway. */
  public boolean isGateway() {
    return gateway != null;
  }

  /** Tells it from every other claim. */
  public String key() {
    return namespace + "/" + name;
  }
}
