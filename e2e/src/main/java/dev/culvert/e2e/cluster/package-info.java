/**
 * A real Kubernetes cluster in Docker, of one node or two, with Culvert's chart installed, for the
 * end-to-end tests and the demo. {@link TestCluster} is the way in. Needs a Docker engine and the
 * {@code docker} command (scripts/docker-engine).
 */
@NullMarked
package dev.culvert.e2e.cluster;

import org.jspecify.annotations.NullMarked;
