/** What may be seen between gateways, and where a packet out of a tunnel may go. */
@NullMarked
package dev.culvert.e2e.isolation;

import org.jspecify.annotations.NullMarked;
