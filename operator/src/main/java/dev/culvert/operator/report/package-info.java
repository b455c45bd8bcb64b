/** Writes statuses and Kubernetes Events, and only when they say something new. */
@NullMarked
package dev.culvert.operator.report;

import org.jspecify.annotations.NullMarked;
