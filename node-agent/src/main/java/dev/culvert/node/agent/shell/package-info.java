/** Runs {@code ip}, {@code nft} and small shell scripts. Called by {@code host} and {@code pod}. */
@NullMarked
package dev.culvert.node.agent.shell;

import org.jspecify.annotations.NullMarked;
