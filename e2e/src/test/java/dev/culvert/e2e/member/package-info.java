/** What pods that are labelled for a network may rely on. */
@NullMarked
package dev.culvert.e2e.member;

import org.jspecify.annotations.NullMarked;
