/**
 * charon as the agent's child: its process and supervision, the dialogue over VICI, and what it
 * says about its SAs. Knows nothing of what the tunnels should be; called by {@code tunnels}.
 */
@NullMarked
package dev.culvert.gateway.agent.charon;

import org.jspecify.annotations.NullMarked;
