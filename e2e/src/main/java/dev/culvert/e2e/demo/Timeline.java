package dev.culvert.e2e.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What happened when, in seconds since the start. */
final class Timeline {
  private final Map<String, Duration> marks = new LinkedHashMap<>();
  private @Nullable Instant start;

  void start(String what) {
    start = Instant.now();
    marks.put(what, Duration.ZERO);
  }

  void mark(String what) {
    if (start == null) {
      throw new IllegalStateException("the timeline was not started");
    }
    marks.put(what, Duration.between(start, Instant.now()));
  }

  /** The time from the start to the given mark. */
  Duration total(String what) {
    Duration time = marks.get(what);
    if (time == null) {
      throw new IllegalArgumentException("no mark " + what);
    }
    return time;
  }

  @Override
  public String toString() {
    var table = new StringBuilder("%-46s %s%n".formatted("what", "seconds"));
    marks.forEach(
        (what, time) -> table.append("%-46s %7.2f%n".formatted(what, time.toMillis() / 1000.0)));
    return table.toString();
  }
}
