/**
 * Says in status what plans wish and gateways report. Pure: the time is passed in, nothing is
 * written here.
 */
@NullMarked
package dev.culvert.operator.status;

import org.jspecify.annotations.NullMarked;
