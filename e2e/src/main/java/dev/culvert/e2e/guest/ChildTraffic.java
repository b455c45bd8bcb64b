package dev.culvert.e2e.guest;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What has passed through one of the guest's CHILD_SAs, as {@code ipsec trafficstatus} says.
 *
 * @param sa its number in libreswan, new for each SA
 * @param conn the conn it belongs to
 * @param inBytes received
 * @param outBytes sent
 */
public record ChildTraffic(int sa, String conn, long inBytes, long outBytes) {
  private static final Pattern LINE =
      Pattern.compile("#(\\d+): \"([^\"]+)\".* type=ESP, .*inBytes=(\\d+), outBytes=(\\d+)");

  static List<ChildTraffic> parse(String output) {
    return output
        .lines()
        .map(LINE::matcher)
        .filter(Matcher::find)
        .map(line ->
            new ChildTraffic(
                Integer.parseInt(line.group(1)),
                line.group(2),
                Long.parseLong(line.group(3)),
                Long.parseLong(line.group(4))))
        .toList();
  }
}
