package dev.culvert.operator.plan;

/**
 * Something a person should know about an object.
 *
 * @param reason one CamelCase word, see {@link Reasons}
 * @param message a sentence that names the object, what was found and what to do
 */
public record Finding(String reason, String message) {}
