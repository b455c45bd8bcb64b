/**
 * One version of the product beside the next: a new operator over what the version before has left
 * ({@code src/test/resources/takeover}, docs/adr/0017), and each version's operator over the
 * other's agents.
 */
@NullMarked
package dev.culvert.e2e.takeover;

import org.jspecify.annotations.NullMarked;
