/**
 * Decides what every gateway carries: pure functions from custom resources and from what is carried
 * now to plans. No client, no clock, no I/O; whoever has the inputs may call it.
 */
@NullMarked
package dev.culvert.operator.plan;

import org.jspecify.annotations.NullMarked;
