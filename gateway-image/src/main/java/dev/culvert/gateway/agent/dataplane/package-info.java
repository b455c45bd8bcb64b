/**
 * How packets reach the tunnels and nothing else: addresses, routes, rules and the packet filter.
 * What they shall be is computed purely; a {@code Dataplane} applies it. Called by {@code tunnels}.
 */
@NullMarked
package dev.culvert.gateway.agent.dataplane;

import org.jspecify.annotations.NullMarked;
