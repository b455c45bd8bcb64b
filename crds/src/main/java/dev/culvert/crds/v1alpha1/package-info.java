/**
 * The API {@code culvert.dev/v1alpha1} as Java records, from which the CustomResourceDefinitions
 * are generated. Every record ignores fields and values it does not know, so that an operator works
 * beside a newer CRD. Used by whoever reads or writes Culvert's resources.
 */
@NullMarked
package dev.culvert.crds.v1alpha1;

import org.jspecify.annotations.NullMarked;
