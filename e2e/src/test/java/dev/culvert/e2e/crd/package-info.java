/**
 * The API as a real API server enforces it: what it refuses and in which words, what it fills in
 * and how it merges. Works on a copy of the definitions in another API group, so that no operator
 * acts on what is written here and no chart finds its definitions taken.
 */
@NullMarked
package dev.culvert.e2e.crd;

import org.jspecify.annotations.NullMarked;
