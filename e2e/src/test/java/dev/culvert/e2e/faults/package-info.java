/**
 * Promises about what a fault costs: daemons killed, pods gone, the operator or the API server
 * away. Each test prints what it counted next to a run without fault.
 */
@NullMarked
package dev.culvert.e2e.faults;

import org.jspecify.annotations.NullMarked;
