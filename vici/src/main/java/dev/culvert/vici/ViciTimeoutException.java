package dev.culvert.vici;

import java.io.IOException;

/** charon did not answer in the time allowed. */
public final class ViciTimeoutException extends IOException {
  private static final long serialVersionUID = 1;

  public ViciTimeoutException(String message) {
    super(message);
  }
}
