/**
 * Decides which pod has which address of a virtual network, and what nodes need to know of the
 * network: pure functions from pods and claims to plans. No client, no clock, no I/O.
 */
@NullMarked
package dev.culvert.operator.membership;

import org.jspecify.annotations.NullMarked;
