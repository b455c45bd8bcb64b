/** What gateways and operator may do, whom they believe, and where keys are not. */
@NullMarked
package dev.culvert.e2e.security;

import org.jspecify.annotations.NullMarked;
