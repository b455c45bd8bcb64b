package dev.culvert.gateway.agent.tunnels;

import dev.culvert.gateway.agent.charon.CharonEvent.LogLine;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which IKE_SAs were begun by somebody else, and from where. charon says the source once, in its
 * first line about such an IKE_SA (strongSwan, src/libcharon/sa, ikev2/tasks/ike_init.c and
 * ikev1/tasks). Not thread-safe.
 */
final class PeerAttempts {
  private static final Pattern STARTS = Pattern.compile("([0-9.]+) is initiating an? .*IKE_SA");

  /** Anybody may start such an attempt; more than these are not half open at a time. */
  private static final int MOST = 1000;

  private final SequencedMap<Long, String> sources = new LinkedHashMap<>();

  static boolean reads(String text) {
    return STARTS.matcher(text).matches();
  }

  /** Takes a line of any IKE_SA. */
  void said(LogLine line) {
    var starts = STARTS.matcher(line.text());
    if (starts.matches()) {
      sources.put(line.ikeSa(), starts.group(1));
      if (sources.size() > MOST) {
        sources.pollFirstEntry();
      }
    }
  }

  /** The source address of who began the IKE_SA; absent if this end did. */
  @Nullable String source(long ikeSa) {
    return sources.get(ikeSa);
  }

  /** charon begins to count anew. */
  void clear() {
    sources.clear();
  }
}
