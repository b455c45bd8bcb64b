/**
 * The Kubernetes objects a gateway is made of and the Secret of a link's key, rendered from plans.
 * Pure: no client, no clock, no I/O; {@code apply} writes what this package renders.
 */
@NullMarked
package dev.culvert.operator.gateway;

import org.jspecify.annotations.NullMarked;
