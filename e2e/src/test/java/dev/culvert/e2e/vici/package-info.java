/**
 * The VICI client against charon as the gateway's image ships it, without Kubernetes: a container
 * per test class that needs only a Docker engine on this machine.
 */
@NullMarked
package dev.culvert.e2e.vici;

import org.jspecify.annotations.NullMarked;
