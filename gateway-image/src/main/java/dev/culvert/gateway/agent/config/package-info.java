/**
 * The document the gateway works by: which of two documents counts, whether one can be used, where
 * it is kept and where it comes from. Offers come from {@code server} and from the mounted Secret.
 */
@NullMarked
package dev.culvert.gateway.agent.config;

import org.jspecify.annotations.NullMarked;
