/**
 * Puts together what is known of a gateway: its pod, and what its agent says over the link. Reads
 * only.
 */
@NullMarked
package dev.culvert.operator.observe;

import org.jspecify.annotations.NullMarked;
