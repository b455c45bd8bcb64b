package dev.culvert.e2e.scenario;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The packets that pass by, on a node (where every packet between pods is seen) or on a wire.
 * Filters are written as pcap-filter(7) has them.
 */
public final class Capture implements AutoCloseable {
  /** What a filter of packets is that belong to a tunnel: IKE, and ESP in UDP. */
  public static final String IKE_OR_ESP_IN_UDP = "(udp port 500 or udp port 4500)";

  private final Shell shell;
  private final String file;

  /** What says that nobody is at IKE's ports, as of a Service whose gateway is not up yet. */
  private static final String IKE_REFUSED =
      "(icmp[0] = 3 and icmp[17] = 17 and (icmp[30:2] = 500 or icmp[30:2] = 4500))";

  private final String process;
  private boolean ended;

  private Capture(Shell shell, String file, String process) {
    this.shell = shell;
    this.file = file;
    this.process = process;
  }

  /** Captures all on a node that the filter takes, from before this returns. */
  public static Capture start(Tools tools, String filter) {
    return start(tools, "any", filter);
  }

  /**
   * Captures all that passes an interface and the filter takes, from before this returns.
   *
   * @param shell where tcpdump is and the interface
   */
  public static Capture start(Shell shell, String networkInterface, String filter) {
    String file = "/tmp/capture-" + System.nanoTime();
    String process =
        shell
            .shell(
                "tcpdump -Z root -n -i %3$s --immediate-mode -U -w %1$s '%2$s' </dev/null >/dev/null 2>%1$s.log & echo $!"
                    .formatted(file, filter, networkInterface))
            .strip();
    Capture capture = new Capture(shell, file, process);
    capture.awaitLog("listening on");
    return capture;
  }

  /** Ends the capture; asking it afterwards is asking about all there was. */
  public void end() {
    if (!ended) {
      shell.shell("kill -INT " + process);
      awaitLog("packets captured");
      ended = true;
    }
  }

  /** How many of the packets the filter takes; one is seen once per interface that it passes. */
  public int count(String filter) {
    String counted =
        shell.shell("tcpdump -n -r %s '%s' 2>/dev/null | wc -l".formatted(file, filter));
    return Integer.parseInt(counted.strip());
  }

  /** When those of the packets passed that the filter takes, in seconds of that machine's clock. */
  public List<Double> times(String filter) {
    return shell
        .shell("tcpdump -tt -q -n -r %s '%s' 2>/dev/null | cut -d' ' -f1".formatted(file, filter))
        .lines()
        .map(Double::valueOf)
        .toList();
  }

  /**
   * The packets between two sets of addresses that belong to no tunnel, one a line as tcpdump
   * prints them; at most 100.
   */
  public List<String> otherThanIke(Set<String> ones, Set<String> others) {
    String filter =
        "ip and %s and %s and not %s and not %s"
            .formatted(hosts(ones), hosts(others), IKE_OR_ESP_IN_UDP, IKE_REFUSED);
    return shell
        .shell("tcpdump -n -c 100 -r %s '%s' 2>/dev/null".formatted(file, filter))
        .lines()
        .toList();
  }

  /** Whether the text is anywhere in the packets, as it is written. */
  public boolean shows(String text) {
    return !shell.shell("grep -a -c -- '%s' %s || true".formatted(text, file)).strip().equals("0");
  }

  /** The packets that the text is in, one a line as tcpdump heads them; at most 20. */
  public List<String> packetsWith(String text) {
    return shell
        .shell(
            "tcpdump -tttt -nn -e -A -r %s 2>/dev/null | awk '/^20[0-9][0-9]-/ { head = $0 } index($0, \"%s\") { print head }' | head -20"
                .formatted(file, text))
        .lines()
        .toList();
  }

  /** What a pattern of grep finds anywhere in the packets, each text once. */
  public Set<String> texts(String pattern) {
    return Set.copyOf(
        shell
            .shell("grep -a -o -h -- '%s' %s | sort -u".formatted(pattern, file))
            .lines()
            .toList());
  }

  @Override
  public void close() {
    end();
    shell.shell("rm -f %1$s %1$s.log".formatted(file));
  }

  private static String hosts(Set<String> addresses) {
    return addresses.stream()
        .map(address -> "host " + address)
        .collect(Collectors.joining(" or ", "(", ")"));
  }

  private void awaitLog(String words) {
    await("tcpdump says: " + words)
        .atMost(Duration.ofSeconds(20))
        .until(() -> shell.shell("cat " + file + ".log").contains(words));
  }
}
