/**
 * A client for VICI, the protocol by which strongSwan's charon is configured and watched: messages
 * ({@link ViciSection}), commands ({@link ViciConnection}), events ({@link ViciEvents}) and the
 * wire format ({@link ViciCodec}). For anyone who runs charon; needs nothing but the JDK.
 */
@NullMarked
package dev.culvert.vici;

import org.jspecify.annotations.NullMarked;
