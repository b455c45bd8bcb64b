/** How fast tunnels are, next to the same strongSwan without Culvert. */
@NullMarked
package dev.culvert.e2e.benchmark;

import org.jspecify.annotations.NullMarked;
