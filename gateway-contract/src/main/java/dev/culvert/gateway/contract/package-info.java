/**
 * What the operator and a gateway's agent say to each other: the wish as one whole document ({@link
 * GatewayConfig}), the facts as one whole document ({@link GatewayState}), and their JSON. Used by
 * the operator and the agent; knows neither Kubernetes nor charon.
 */
@NullMarked
package dev.culvert.gateway.contract;

import org.jspecify.annotations.NullMarked;
