/**
 * What the operator knows of the cluster, kept by informers: custom resources and the objects of
 * gateways. Reconcilers read here and never list; the plan's inputs are put together here.
 */
@NullMarked
package dev.culvert.operator.catalog;

import org.jspecify.annotations.NullMarked;
