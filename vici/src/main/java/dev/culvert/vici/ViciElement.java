package dev.culvert.vici;

/**
 * What a key of a {@link ViciSection} stands for: a value, a list of values, or a section of its
 * own. All three are immutable, are equal by content, and show no value in {@code toString}.
 */
public sealed interface ViciElement permits ViciValue, ViciList, ViciSection {}
