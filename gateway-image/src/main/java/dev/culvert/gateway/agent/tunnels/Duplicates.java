package dev.culvert.gateway.agent.tunnels;

import dev.culvert.gateway.agent.charon.ChildSa;
import dev.culvert.gateway.agent.charon.IkeSa;
import java.util.Comparator;
import java.util.List;

/** Which of several SAs that do the same may go. */
final class Duplicates {
  private static final Comparator<IkeSa> BY_USE =
      Comparator.comparing((IkeSa sa) -> sa.children().stream().anyMatch(ChildSa::isInstalled))
          .thenComparing(Comparator.comparing(IkeSa::establishedSeconds).reversed())
          .thenComparing(IkeSa::id);

  private Duplicates() {}

  /** All but the newest that carries traffic. */
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
