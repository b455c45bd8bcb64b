package dev.culvert.node.agent.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A virtual network on the wire.
 *
 * @param vni 1 to 16777215
 * @param networkUid the VirtualNetwork's metadata.uid
 * @param namespace the VirtualNetwork's
 * @param localRoutes what members reach directly
 * @param gatewayAddress the gateway's address in the network; null while there is none
 * @param remoteRoutes what members reach through the gateway
 * @param clusterRanges what stays the cluster's own in every pod
 */
public record Segment(
    int vni,
    String networkUid,
    String namespace,
    List<Prefix> localRoutes,
    @Nullable String gatewayAddress,
    List<Prefix> remoteRoutes,
    List<Prefix> clusterRanges) {}
