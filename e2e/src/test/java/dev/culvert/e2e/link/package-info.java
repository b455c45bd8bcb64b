/** Promises about links between two networks of one cluster. */
@NullMarked
package dev.culvert.e2e.link;

import org.jspecify.annotations.NullMarked;
