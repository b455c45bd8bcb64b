package dev.culvert.operator.link;

import java.io.IOException;

/** A gateway answered, but not in the contract's terms. Its message is a clause for a person. */
final class UnusableAnswerException extends IOException {
  private static final long serialVersionUID = 1L;

  UnusableAnswerException(String message) {
    super(message);
  }
}
