/**
 * The operator's side of the mutual TLS link to each gateway: pushes wishes, listens to facts, and
 * knows how long ago a gateway was heard. Called by reconcilers; knows nothing of Kubernetes.
 */
@NullMarked
package dev.culvert.operator.link;

import org.jspecify.annotations.NullMarked;
