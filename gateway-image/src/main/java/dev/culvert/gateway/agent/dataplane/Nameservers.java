package dev.culvert.gateway.agent.dataplane;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whom the pod's resolver asks (resolv.conf(5)). */
public final class Nameservers {
  private static final Pattern LINE = Pattern.compile("\\s*nameserver\\s+(\\S+).*");

  private Nameservers() {}

  /** The IPv4 addresses in the text of a {@code resolv.conf}, without repetition. */
  public static List<String> in(String resolvConf) {
    return resolvConf
        .lines()
        .map(LINE::matcher)
        .filter(Matcher::matches)
        .map(line -> line.group(1))
        .flatMap(text -> ipv4(text).stream())
        .distinct()
        .toList();
  }

  private static Optional<String> ipv4(String text) {
    try {
      Prefix.parseAddress(text);
      return Optional.of(text);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
