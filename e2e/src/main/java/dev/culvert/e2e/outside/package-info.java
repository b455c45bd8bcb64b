/**
 * What is on the WAN besides clusters: VPN devices that somebody else set up, routers that
 * translate addresses, somebody who floods, and somebody who listens. Each is a container of the
 * tools' image.
 */
@NullMarked
package dev.culvert.e2e.outside;

import org.jspecify.annotations.NullMarked;
