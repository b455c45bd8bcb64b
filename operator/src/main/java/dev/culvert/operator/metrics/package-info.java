/**
 * What the operator counts, for Prometheus. No label names an object, so that the number of series
 * does not grow with the networks. Called by the main class; the counting is done by listeners.
 */
@NullMarked
package dev.culvert.operator.metrics;

import org.jspecify.annotations.NullMarked;
