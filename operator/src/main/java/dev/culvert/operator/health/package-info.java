/**
 * What the operator tells over plain HTTP: whether it lives, whether it is ready, and its metrics.
 * Called by the main class; asks others by the suppliers it is given.
 */
@NullMarked
package dev.culvert.operator.health;

import org.jspecify.annotations.NullMarked;
