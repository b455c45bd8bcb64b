/**
 * What the CRD generator's own annotations cannot say about a schema. The API records carry these;
 * whoever generates the CustomResourceDefinitions reads them. They do nothing at run time.
 */
@NullMarked
package dev.culvert.crds.schema;

import org.jspecify.annotations.NullMarked;
