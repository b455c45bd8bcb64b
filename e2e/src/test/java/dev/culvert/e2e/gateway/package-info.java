/**
 * Gateways as they ship, without Kubernetes: containers of the image, driven through the agent's
 * API. What needs the operator is tested on a cluster.
 */
package dev.culvert.e2e.gateway;
