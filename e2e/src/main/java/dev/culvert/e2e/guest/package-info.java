/**
 * A VPN device that shares no code with strongSwan: libreswan on the kernel's ESP, in an emulated
 * machine of its own. {@link dev.culvert.e2e.guest.LibreswanGuest} is the way in; it stands on a
 * Docker network, and so can meet containers and clusters alike.
 */
@NullMarked
package dev.culvert.e2e.guest;

import org.jspecify.annotations.NullMarked;
