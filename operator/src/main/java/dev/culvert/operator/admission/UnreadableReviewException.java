package dev.culvert.operator.admission;

/** What was asked is no admission review, so that it cannot even be answered. */
public final class UnreadableReviewException extends Exception {
  private static final long serialVersionUID = 1L;

  UnreadableReviewException(String message) {
    super(message);
  }
}
