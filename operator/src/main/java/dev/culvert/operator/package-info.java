/**
 * The operator's entry point and settings. Custom resources become plans ({@code plan}), plans
 * become objects ({@code gateway}, {@code apply}) and statuses ({@code status}, {@code report}).
 */
@NullMarked
package dev.culvert.operator;

import org.jspecify.annotations.NullMarked;
