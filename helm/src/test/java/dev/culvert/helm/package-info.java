/**
 * Holds the chart to its word: what it renders, what it refuses, which permissions it asks for.
 * Helm itself comes with helm-java; no cluster and no helm command is needed. Tests only.
 */
@NullMarked
package dev.culvert.helm;

import org.jspecify.annotations.NullMarked;
