package dev.culvert.node.agent.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a pod's network namespace ought to have of a network.
 *
 * @param netns the file that holds the namespace
 * @param vni the network's
 * @param address the pod's address in the network
 * @param mac its MAC address
 * @param isGateway whether the pod is the network's gateway
 * @param localRoutes what the pod reaches directly
 * @param gatewayAddress through which it reaches the remote routes; null while there is no gateway
 * @param remoteRoutes what is reached through the gateway
 * @param clusterRanges what stays the cluster's own
 */
public record Attachment(
    String netns,
    int vni,
    String address,
    String mac,
    boolean isGateway,
    List<Prefix> localRoutes,
    @Nullable String gatewayAddress,
    List<Prefix> remoteRoutes,
    List<Prefix> clusterRanges) {

  /** The attachment of a claim's holder. */
  static Attachment of(Claim claim, Segment segment, Sandbox sandbox) {
    return new Attachment(
        sandbox.netns(),
        segment.vni(),
        claim.address(),
        MacAddress.of(segment.vni(), claim.address()),
        claim.isGateway(),
        segment.localRoutes(),
        segment.gatewayAddress(),
        segment.remoteRoutes(),
        segment.clusterRanges());
  }
}
