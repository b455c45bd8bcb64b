/**
 * What the node ought to have: VXLAN devices, forwarding entries and attached pods, planned from
 * what the API server and the container runtime say. Pure; called by the keeper.
 */
@NullMarked
package dev.culvert.node.agent.plan;

import org.jspecify.annotations.NullMarked;
