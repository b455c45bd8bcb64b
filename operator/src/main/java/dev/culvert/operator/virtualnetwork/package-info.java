/** The reconciler of VirtualNetworks: gateways and their documents follow from it. */
@NullMarked
package dev.culvert.operator.virtualnetwork;

import org.jspecify.annotations.NullMarked;
