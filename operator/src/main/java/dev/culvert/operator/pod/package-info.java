/**
 * Puts pods on virtual networks: gives them addresses, and tells them and nodes of it. Works
 * through networks whose pods or claims changed; the reconciler of networks tells it what is in
 * force.
 */
@NullMarked
package dev.culvert.operator.pod;

import org.jspecify.annotations.NullMarked;
