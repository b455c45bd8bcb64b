/**
 * The network namespaces of pods: puts {@code vnet0} with its address, guard and routes into them,
 * and takes it out again. Called by the keeper.
 */
@NullMarked
package dev.culvert.node.agent.pod;

import org.jspecify.annotations.NullMarked;
