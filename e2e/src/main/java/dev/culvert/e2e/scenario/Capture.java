package dev.culvert.e2e.scenario;

import static org.awaitility.Awaitility.await;

import java.time.Duration;

/**
 * The packets that pass through the node's own network, where every packet between pods is seen.
 * Filters are written as pcap-filter(7) has them.
 */
public final class Capture implements AutoCloseable {
  private final Tools tools;
  private final String file;
  private final String process;
  private boolean ended;

  private Capture(Tools tools, String file, String process) {
    this.tools = tools;
    this.file = file;
    this.process = process;
  }

  /** Captures all that the filter takes, from before this returns. */
  public static Capture start(Tools tools, String filter) {
    String file = "/tmp/capture-" + System.nanoTime();
    String process =
        tools
            .shell(
                "tcpdump -Z root -n -i any --immediate-mode -U -w %1$s '%2$s' </dev/null >/dev/null 2>%1$s.log & echo $!"
                    .formatted(file, filter))
            .strip();
    Capture capture = new Capture(tools, file, process);
    capture.awaitLog("listening on");
    return capture;
  }

  /** Ends the capture; asking it afterwards is asking about all there was. */
  public void end() {
    if (!ended) {
      tools.shell("kill -INT " + process);
      awaitLog("packets captured");
      ended = true;
    }
  }

  /** How many of the packets the filter takes; one is seen once per interface that it passes. */
  public int count(String filter) {
    String counted =
        tools.shell("tcpdump -n -r %s '%s' 2>/dev/null | wc -l".formatted(file, filter));
    return Integer.parseInt(counted.strip());
  }

  /** Whether the text is anywhere in the packets, as it is written. */
  public boolean shows(String text) {
    return !tools.shell("grep -a -c -- '%s' %s || true".formatted(text, file)).strip().equals("0");
  }

  @Override
  public void close() {
    end();
    tools.run("rm", "-f", file, file + ".log");
  }

  private void awaitLog(String words) {
    await("tcpdump says: " + words)
        .atMost(Duration.ofSeconds(20))
        .until(() -> tools.shell("cat " + file + ".log").contains(words));
  }
}
