/**
 * Names of peers and what became of looking them up, away from the thread that works with them.
 * Called by {@code tunnels}, which says what is to be looked up and is told the answers.
 */
@NullMarked
package dev.culvert.gateway.agent.names;

import org.jspecify.annotations.NullMarked;
