/**
 * What the agent serves: its API over mutual TLS, for the operator alone, and plain probes for the
 * kubelet. Both listen on the outside address only.
 */
@NullMarked
package dev.culvert.gateway.agent.server;

import org.jspecify.annotations.NullMarked;
