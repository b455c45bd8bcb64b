package dev.culvert.gateway.agent.charon;

import java.util.List;

/** Something charon says by itself. */
public sealed interface CharonEvent {

  /** An IKE_SA was established, or ended, or failed to be. */
  record IkeUpDown(boolean up, IkeSa sa) implements CharonEvent {}

  /** CHILD_SAs were installed or removed; the IKE_SA lists these only, with final counters. */
  record ChildUpDown(boolean up, IkeSa sa) implements CharonEvent {}

  /** An IKE_SA was replaced by a new one which took over its CHILD_SAs. */
  record IkeRekeyed(String connection, long oldId, long newId) implements CharonEvent {}

  /** A CHILD_SA was replaced by a new one of the same selectors. */
  record ChildRekeyed(String connection, ChildSa before, long newId) implements CharonEvent {}

  /**
   * A line of charon's log, levels 0 and 1.
   *
   * @param connection the connection's name, {@code (unnamed)} while open, empty outside an SA
   * @param ikeSa the IKE_SA's id, 0 outside an SA
   */
  record LogLine(String connection, long ikeSa, String group, String text) implements CharonEvent {}

  /** Names of the events to subscribe to. */
  List<String> NAMES = List.of("ike-updown", "child-updown", "ike-rekey", "child-rekey", "log");
}
