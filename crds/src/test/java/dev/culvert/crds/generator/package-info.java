/**
 * Makes the committed CustomResourceDefinitions and the API reference from the API records. Runs in
 * this module's tests only; {@link dev.culvert.crds.generator.CommittedFilesTest} writes them.
 */
@NullMarked
package dev.culvert.crds.generator;

import org.jspecify.annotations.NullMarked;
