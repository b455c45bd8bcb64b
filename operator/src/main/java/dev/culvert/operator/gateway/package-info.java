/**
 * The Kubernetes objects a gateway is made of, rendered from a plan. Pure: no client, no clock, no
 * I/O; the reconcilers apply what this package renders.
 */
@NullMarked
package dev.culvert.operator.gateway;

import org.jspecify.annotations.NullMarked;
