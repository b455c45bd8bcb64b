/**
 * The pods' network namespaces on this node, as the container runtime's network plugins left them
 * in their result cache. Called by the keeper.
 */
@NullMarked
package dev.culvert.node.agent.sandboxes;

import org.jspecify.annotations.NullMarked;
