package dev.culvert.e2e.guest;

/**
 * What came of a command in the guest.
 *
 * @param output what it wrote to stdout and stderr
 * @param status its exit status; {@value #TIMED_OUT} when it was ended because its time was up
 */
public record CommandResult(String output, int status) {
  /** The status of a command that had to be ended, as timeout(1) has it. */
  public static final int TIMED_OUT = 124;

  /** Whether it exited with 0. */
  public boolean succeeded() {
    return status == 0;
  }
}
