/**
 * The agent of a node: reads its settings, puts the parts together and runs them. Everything else
 * lives in the packages below; nothing calls into this one.
 */
@NullMarked
package dev.culvert.node.agent;

import org.jspecify.annotations.NullMarked;
