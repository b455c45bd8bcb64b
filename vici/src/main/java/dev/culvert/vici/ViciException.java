package dev.culvert.vici;

/**
 * charon refused: it answered that the command failed, or that it knows no such command or event.
 * The connection stays usable, unlike after an {@link java.io.IOException}.
 */
public final class ViciException extends Exception {
  private static final long serialVersionUID = 1;

  private final String request;
  private final String reason;

  public ViciException(String request, String reason) {
    super(request + ": " + reason);
    this.request = request;
    this.reason = reason;
  }

  /** The name of the command or event that was refused. */
  public String request() {
    return request;
  }

  /** charon's own words ({@code errmsg}), or what its answer means where it gave none. */
  public String reason() {
    return reason;
  }
}
