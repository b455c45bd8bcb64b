/**
 * The node's own network namespace: VXLAN devices, forwarding entries and the guard before them.
 * Only what is named {@code culvert<vni>} or {@code culvert_nodes} is touched. Called by the
 * keeper.
 */
@NullMarked
package dev.culvert.node.agent.host;

import org.jspecify.annotations.NullMarked;
