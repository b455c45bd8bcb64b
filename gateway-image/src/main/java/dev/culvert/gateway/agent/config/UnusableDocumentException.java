package dev.culvert.gateway.agent.config;

/** A document this agent cannot work by. The message is a sentence without secrets. */
public final class UnusableDocumentException extends Exception {
  private static final long serialVersionUID = 1L;

  UnusableDocumentException(String message) {
    super(message);
  }
}
