/**
 * Makes charon's tunnels equal to the document and says how they are. What to do is decided by pure
 * functions from (wish, memory, charon's SAs, time) to actions; {@code TunnelKeeper} alone acts.
 */
@NullMarked
package dev.culvert.gateway.agent.tunnels;

import org.jspecify.annotations.NullMarked;
