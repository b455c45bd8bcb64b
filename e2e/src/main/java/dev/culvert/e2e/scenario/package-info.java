/**
 * The situations that end-to-end tests and the demo share: networks, links between them, and what
 * can be seen of both from outside. Uses the product as a user does, by kubectl's API and pods.
 */
@NullMarked
package dev.culvert.e2e.scenario;

import org.jspecify.annotations.NullMarked;
