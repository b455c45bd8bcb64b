package dev.culvert.gateway.agent.charon;

import dev.culvert.vici.ViciSection;
import java.util.List;

/** Reads charon's events; their messages are described with strongSwan's VICI plugin. */
final class EventReader {
  private EventReader() {}

  /** The events in one message, none if it holds nothing of interest. */
  static List<CharonEvent> events(String name, ViciSection message) {
    return switch (name) {
      case "log" -> List.of(logLine(message));
      case "ike-updown" ->
          SaReader.ikeSas(message).stream()
              .<CharonEvent>map(sa -> new CharonEvent.IkeUpDown(message.flag("up"), sa))
              .toList();
      case "child-updown" ->
          SaReader.ikeSas(message).stream()
              .<CharonEvent>map(sa -> new CharonEvent.ChildUpDown(message.flag("up"), sa))
              .toList();
      case "ike-rekey" ->
          message.sections().entrySet().stream()
              .<CharonEvent>map(entry -> ikeRekeyed(entry.getKey(), entry.getValue()))
              .toList();
      case "child-rekey" ->
          message.sections().entrySet().stream()
              .flatMap(entry -> childrenRekeyed(entry.getKey(), entry.getValue()).stream())
              .toList();
      default -> List.of();
    };
  }

  private static CharonEvent logLine(ViciSection message) {
    return new CharonEvent.LogLine(
        message.text("ikesa-name").orElse(""),
        message.number("ikesa-uniqueid").orElse(0),
        message.text("group").orElse(""),
        message.text("msg").orElse(""));
  }

  private static CharonEvent ikeRekeyed(String connection, ViciSection sa) {
    return new CharonEvent.IkeRekeyed(connection, uniqueId(sa, "old"), uniqueId(sa, "new"));
  }

  private static List<CharonEvent> childrenRekeyed(String connection, ViciSection ikeSa) {
    return ikeSa.section("child-sas").orElse(ViciSection.empty()).sections().values().stream()
        .<CharonEvent>map(child ->
            new CharonEvent.ChildRekeyed(
                connection,
                SaReader.childSa(child.section("old").orElse(ViciSection.empty())),
                uniqueId(child, "new")))
        .toList();
  }

  private static long uniqueId(ViciSection section, String which) {
    return section.section(which).orElse(ViciSection.empty()).number("uniqueid").orElse(0);
  }
}
