/**
 * Serves {@code admission} to the API servers over TLS, with a certificate of Culvert's own
 * authority. Called by the main class.
 */
@NullMarked
package dev.culvert.operator.webhook;

import org.jspecify.annotations.NullMarked;
