/**
 * What the webhook adds to a pod that is to be on a virtual network: review in, answer out. Pure:
 * no client, no clock, no I/O; {@code webhook} serves what this package answers.
 */
@NullMarked
package dev.culvert.operator.admission;

import org.jspecify.annotations.NullMarked;
