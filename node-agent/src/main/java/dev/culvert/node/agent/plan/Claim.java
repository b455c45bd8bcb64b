package dev.culvert.node.agent.plan;

import dev.culvert.crds.v1alpha1.AddressClaimStatus;
import java.util.regex.Pattern;
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
 * @param mac the MAC address that goes with it, in lower case
 * @param podUid the holder's metadata.uid
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
    String mac,
    String podUid,
    @Nullable String node,
    @Nullable String gateway,
    @Nullable AddressClaimStatus status) {
  private static final Pattern MAC = Pattern.compile("[0-9a-f]{2}(:[0-9a-f]{2}){5}");

  /** Refuses what must not come into a command. */
  public Claim {
    Prefix.parseAddress(address);
    if (!MAC.matcher(mac).matches()) {
      throw new IllegalArgumentException("not a MAC address in lower case: \"" + mac + '"');
    }
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
