package dev.culvert.gateway.agent.tunnels;

import dev.culvert.gateway.agent.charon.ChildSa;
import dev.culvert.gateway.agent.charon.IkeSa;
import java.util.Comparator;
import java.util.List;

/** Which of several SAs that do the same may go. */
final class Duplicates {
  /** By how much of the tunnel an SA carries; the newest of several is the last. */
  private static final Comparator<IkeSa> BY_USE =
      Comparator.comparing(Duplicates::installedNames)
          .thenComparing(Comparator.comparing(IkeSa::establishedSeconds).reversed())
          .thenComparing(IkeSa::id);

  private Duplicates() {}

  private static long installedNames(IkeSa sa) {
    return sa.children().stream()
        .filter(ChildSa::isInstalled)
        .map(ChildSa::name)
        .distinct()
        .count();
  }

  /** All but the one that carries most of the tunnel, the newest of several. */
  static List<IkeSa> ofIkeSas(List<IkeSa> sas) {
    var kept = sas.stream().max(BY_USE);
    return sas.stream().filter(sa -> sa != kept.orElseThrow()).toList();
  }

  /** All but the newest. */
  static List<ChildSa> ofChildSas(List<ChildSa> sas) {
    var kept = sas.stream().max(Comparator.comparing(ChildSa::id));
    return sas.stream().filter(sa -> sa != kept.orElseThrow()).toList();
  }
}
