/** The reconciler of GatewayConnections: it says what became of them. */
@NullMarked
package dev.culvert.operator.gatewayconnection;

import org.jspecify.annotations.NullMarked;
