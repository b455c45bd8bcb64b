package dev.culvert.gateway.agent.charon;

import dev.culvert.vici.ViciSection;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads IKE_SAs and CHILD_SAs out of charon's messages: {@code list-sa}, {@code ike-updown}, {@code
 * child-updown}, {@code child-rekey} (strongSwan, src/libcharon/plugins/vici/README.md).
 */
final class SaReader {
  private SaReader() {}

  /** The IKE_SAs of a message; each is a section named after its connection. */
  static List<IkeSa> ikeSas(ViciSection message) {
    return message.sections().entrySet().stream()
        .map(entry -> ikeSa(entry.getKey(), entry.getValue()))
        .toList();
  }

  static IkeSa ikeSa(String connection, ViciSection sa) {
    return new IkeSa(
        sa.number("uniqueid").orElse(0),
        connection,
        sa.text("state").orElse(""),
        sa.flag("initiator"),
        sa.text("local-id").filter(SaReader::isKnown).orElse(null),
        sa.text("remote-id").filter(SaReader::isKnown).orElse(null),
        sa.text("remote-host").orElse(""),
        (int) sa.number("remote-port").orElse(0),
        sa.number("established").orElse(0),
        Stream.of("tasks-active", "tasks-queued").anyMatch(key -> createsChild(sa.list(key))),
        sa.section("child-sas").map(SaReader::childSas).orElse(List.of()));
  }

  private static boolean isKnown(String identity) {
    return !identity.equals("%any");
  }

  private static boolean createsChild(List<String> tasks) {
    return tasks.contains("CHILD_CREATE");
  }

  private static List<ChildSa> childSas(ViciSection section) {
    return section.sections().values().stream().map(SaReader::childSa).toList();
  }

  static ChildSa childSa(ViciSection sa) {
    return new ChildSa(
        sa.number("uniqueid").orElse(0),
        sa.text("name").orElse(""),
        sa.text("state").orElse(""),
        sa.text("spi-in").orElse(""),
        sa.text("spi-out").orElse(""),
        sa.list("local-ts"),
        sa.list("remote-ts"),
        sa.number("install-time").orElse(0),
        new ChildSa.Traffic(
            sa.number("bytes-in").orElse(0),
            sa.number("bytes-out").orElse(0),
            sa.number("packets-in").orElse(0),
            sa.number("packets-out").orElse(0)));
  }
}
