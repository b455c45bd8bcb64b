/** That nothing stays when networks, namespaces or the product itself go. */
@NullMarked
package dev.culvert.e2e.cleanup;

import org.jspecify.annotations.NullMarked;
