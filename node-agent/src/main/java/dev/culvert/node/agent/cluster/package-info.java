/**
 * What the API server says: claims, segments and where other nodes are. Kept while the API server
 * is away. Called by the keeper.
 */
@NullMarked
package dev.culvert.node.agent.cluster;

import org.jspecify.annotations.NullMarked;
