/** The loop that makes the node as planned, again and again. Called by the agent's program. */
@NullMarked
package dev.culvert.node.agent.keeper;

import org.jspecify.annotations.NullMarked;
