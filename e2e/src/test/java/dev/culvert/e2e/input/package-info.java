/** What becomes of wishes that pass admission and cannot be fulfilled, and of very large ones. */
@NullMarked
package dev.culvert.e2e.input;

import org.jspecify.annotations.NullMarked;
