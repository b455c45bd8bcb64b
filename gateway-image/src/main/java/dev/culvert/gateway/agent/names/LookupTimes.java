package dev.culvert.gateway.agent.names;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When each wanted name is looked up next: at once, then every 30 s; after a failure every 2 s
 * while something waits for it. One look-up of a name at a time. Not thread-safe.
 */
final class LookupTimes {
  private static final Duration USUAL = Duration.ofSeconds(30);
  private static final Duration URGENT = Duration.ofSeconds(2);

  private final Map<String, Entry> entries = new HashMap<>();
  private Set<String> urgent = Set.of();

  /** Replaces what is wanted; a name that stays wanted keeps its time. */
  void want(WantedNames wanted) {
    entries.keySet().retainAll(wanted.names());
    wanted.names().forEach(name -> entries.putIfAbsent(name, Entry.NEW));
    urgent = wanted.urgent();
  }

  /** The names to look up now; they count as being looked up from now on. */
  List<String> start(Instant now) {
    var due =
        entries.entrySet().stream()
            .filter(entry -> due(entry.getKey(), entry.getValue(), now))
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    due.forEach(name -> entries.put(name, Entry.RUNNING));
    return due;
  }

  private boolean due(String name, Entry entry, Instant now) {
    return !entry.running() && !now.isBefore(time(name, entry));
  }

  /** After a look-up; false if nobody wants the name any more. */
  boolean ended(String name, boolean failed, Instant now) {
    return entries.replace(name, new Entry(now, failed, false)) != null;
  }

  /** When the next name is due, absent if none is waited for. */
  Optional<Instant> next() {
    return entries.entrySet().stream()
        .filter(entry -> !entry.getValue().running())
        .map(entry -> time(entry.getKey(), entry.getValue()))
        .min(Comparator.naturalOrder());
  }

  private Instant time(String name, Entry entry) {
    var ended = entry.ended();
    if (ended == null) {
      return Instant.EPOCH;
    }
    return ended.plus(entry.failed() && urgent.contains(name) ? URGENT : USUAL);
  }

  private record Entry(@Nullable Instant ended, boolean failed, boolean running) {
    static final Entry NEW = new Entry(null, false, false);
    static final Entry RUNNING = new Entry(null, false, true);
  }
}
