/**
 * What the agent asks of the Java runtime, as providers it finds by itself: where log lines go, and
 * that no address's name is ever looked up. Nothing calls into this package.
 */
@NullMarked
package dev.culvert.gateway.agent.runtime;

import org.jspecify.annotations.NullMarked;
