package dev.culvert.operator.pki;

/** PEM text that holds no usable certificate or key. Never shows the text: it may be a key. */
public final class UnreadablePemException extends Exception {
  private static final long serialVersionUID = 1L;

  UnreadablePemException(String message) {
    super(message);
  }
}
