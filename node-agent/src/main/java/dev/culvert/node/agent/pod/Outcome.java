package dev.culvert.node.agent.pod;

/** What came of an attempt to attach a pod. */
public sealed interface Outcome {

  /** The pod has its interface, address, guard and routes. */
  record Attached() implements Outcome {}

  /**
   * It has not, or not all of it.
   *
   * @param reason one CamelCase word
   * @param message a sentence
   */
  record Failed(String reason, String message) implements Outcome {}
}
