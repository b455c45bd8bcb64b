/**
 * What runs before {@code helm uninstall} deletes anything: refuses while networks exist, or
 * releases them, and removes what the operator made. The chart's pre-delete hook calls {@link
 * dev.culvert.operator.uninstall.UninstallCheck}; nothing else does.
 */
@NullMarked
package dev.culvert.operator.uninstall;

import org.jspecify.annotations.NullMarked;
