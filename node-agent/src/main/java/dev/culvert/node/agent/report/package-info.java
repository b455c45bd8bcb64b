/** Tells on the claims what became of them. Called by the keeper. */
@NullMarked
package dev.culvert.node.agent.report;

import org.jspecify.annotations.NullMarked;
