/**
 * The network between clusters and what is outside them, as far as it is wire: segments, their
 * addresses, and a slow line across. Knows Docker, but nothing of Kubernetes or IPsec.
 */
@NullMarked
package dev.culvert.e2e.wan;

import org.jspecify.annotations.NullMarked;
