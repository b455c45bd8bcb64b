package dev.culvert.gateway.agent.dataplane;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What may pass through one tunnel, in both directions.
 *
 * @param tunnel the tunnel's id
 * @param local declared prefixes of our side
 * @param remote declared prefixes of the peer's side
 */
public record Passage(String tunnel, List<Prefix> local, List<Prefix> remote) {

  /** Copies the lists. */
  public Passage {
    local = List.copyOf(local);
    remote = List.copyOf(remote);
  }

  /**
   * The same ways through the same tunnels in fewer passages: a tunnel of many children, one for
   * each pair of a local and a remote prefix, becomes one.
   */
  public static List<Passage> merged(Collection<Passage> passages) {
    var byLocal =
        joined(
            passages,
            passage -> Set.copyOf(passage.local),
            (one, other) -> new Passage(one.tunnel, one.local, both(one.remote, other.remote)));
    return joined(
        byLocal,
        passage -> Set.copyOf(passage.remote),
        (one, other) -> new Passage(one.tunnel, both(one.local, other.local), one.remote));
  }

  private static List<Passage> joined(
      Collection<Passage> passages,
      Function<Passage, Set<Prefix>> common,
      BiFunction<Passage, Passage, Passage> join) {
    var joined = new LinkedHashMap<Object, Passage>();
    passages.forEach(
        passage -> joined.merge(List.of(passage.tunnel, common.apply(passage)), passage, join));
    return List.copyOf(joined.values());
  }

  private static List<Prefix> both(List<Prefix> one, List<Prefix> other) {
    var both = new ArrayList<>(one);
    both.addAll(other);
    return Prefix.merged(both);
  }
}
