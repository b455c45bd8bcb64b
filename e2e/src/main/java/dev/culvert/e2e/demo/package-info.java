/** What {@code make demo} runs: the example applied to a real cluster, and what came of it. */
@NullMarked
package dev.culvert.e2e.demo;

import org.jspecify.annotations.NullMarked;
