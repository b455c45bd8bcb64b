package dev.culvert.e2e.faults;

import java.time.Duration;

/** Prints what a test counted, for whoever reads the build's output. */
final class Figures {
  private Figures() {}

  static void print(String fault, Object counted, Object withoutFault) {
    System.out.printf("%s: %s (without fault: %s)%n", fault, counted, withoutFault);
  }

  static String seconds(Duration time) {
    return "%.1f s".formatted(time.toMillis() / 1000.0);
  }
}
