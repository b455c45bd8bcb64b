package dev.culvert.e2e.faults;

/** Prints what a test counted, for whoever reads the build's output. */
final class Figures {
  private Figures() {}

  static void print(String fault, Object counted, Object withoutFault) {
    System.out.printf("%s: %s (without fault: %s)%n", fault, counted, withoutFault);
  }
}
