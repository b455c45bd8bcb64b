package dev.culvert.e2e.outside;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An IKE_SA of a {@link Device}, as {@code swanctl --list-sas} tells of it.
 *
 * @param connection the connection's name
 * @param state as charon calls it, for example {@code ESTABLISHED}
 * @param version of IKE, 1 or 2
 * @param spis the initiator's SPI and the responder's, the same at both ends
 * @param remoteAddress where the other side is
 * @param remotePort and its UDP port
 * @param children its CHILD_SAs
 */
public record DeviceSa(
    String connection,
    String state,
    int version,
    String spis,
    String remoteAddress,
    int remotePort,
    List<Child> children) {

  private static final Pattern IKE_SA =
      Pattern.compile("^(\\S+): #\\d+, (\\w+), IKEv(\\d), (\\w+)_i\\*? (\\w+)_r");
  private static final Pattern REMOTE = Pattern.compile("^  remote .* @ ([\\d.]+)\\[(\\d+)]");
  private static final Pattern CHILD_SA = Pattern.compile("^  (\\S+): #\\d+, reqid \\d+, (\\w+), ");
  private static final Pattern TRAFFIC =
      Pattern.compile("^    (?:in |out) +(\\w+),? .*?(\\d+) bytes");

  /**
   * A CHILD_SA.
   *
   * @param name the child's name
   * @param state as charon calls it, for example {@code INSTALLED}
   * @param spiIn the SPI of what comes in
   * @param spiOut the SPI of what goes out
   * @param bytesIn how much has come in
   * @param bytesOut how much has gone out
   */
  public record Child(
      String name, String state, String spiIn, String spiOut, long bytesIn, long bytesOut) {}

  /** Copies the list. */
  public DeviceSa {
    children = List.copyOf(children);
  }

  /** Whether the child of this name is installed, by whatever SA. */
  public boolean isInstalled(String child) {
    return children.stream()
        .anyMatch(found -> found.name().equals(child) && found.state().equals("INSTALLED"));
  }

  /** Reads what {@code swanctl --list-sas} wrote. */
  static List<DeviceSa> parse(String output) {
    List<DeviceSa> found = new ArrayList<>();
    List<String> lines = output.lines().toList();
    int start = 0;
    for (int line = 1; line <= lines.size(); line++) {
      if (line == lines.size() || IKE_SA.matcher(lines.get(line)).find()) {
        found.add(parseOne(lines.subList(start, line)));
        start = line;
      }
    }
    return found;
  }

  private static DeviceSa parseOne(List<String> lines) {
    Matcher ike = first(lines, IKE_SA);
    Matcher remote = first(lines, REMOTE);
    List<Child> children = new ArrayList<>();
    for (int line = 0; line < lines.size(); line++) {
      if (CHILD_SA.matcher(lines.get(line)).find()) {
        children.add(parseChild(lines.subList(line, lines.size())));
      }
    }
    return new DeviceSa(
        ike.group(1),
        ike.group(2),
        Integer.parseInt(ike.group(3)),
        ike.group(4) + "-" + ike.group(5),
        remote.group(1),
        Integer.parseInt(remote.group(2)),
        children);
  }

  /** An SA that is not there yet has no SPIs and no traffic. */
  private static Child parseChild(List<String> lines) {
    Matcher head = first(lines, CHILD_SA);
    List<Matcher> traffic =
        lines.stream()
            .skip(1)
            .takeWhile(line -> line.startsWith("    "))
            .map(TRAFFIC::matcher)
            .filter(Matcher::find)
            .toList();
    if (traffic.size() < 2) {
      return new Child(head.group(1), head.group(2), "", "", 0, 0);
    }
    return new Child(
        head.group(1),
        head.group(2),
        traffic.get(0).group(1),
        traffic.get(1).group(1),
        Long.parseLong(traffic.get(0).group(2)),
        Long.parseLong(traffic.get(1).group(2)));
  }

  private static Matcher first(List<String> lines, Pattern pattern) {
    return lines.stream()
        .map(pattern::matcher)
        .filter(Matcher::find)
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "no line of %s is like %s".formatted(String.join("\n", lines), pattern)));
  }
}
