/**
 * Makes the cluster equal to plans: writes the objects of gateways, keys and documents, and removes
 * what nothing asks for any more. Called by the reconcilers of the leader only.
 */
@NullMarked
package dev.culvert.operator.apply;

import org.jspecify.annotations.NullMarked;
