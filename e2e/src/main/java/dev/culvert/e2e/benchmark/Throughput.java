package dev.culvert.e2e.benchmark;

import dev.culvert.e2e.scenario.InsideHost;
import dev.culvert.e2e.scenario.Link;
import dev.culvert.e2e.scenario.Shell;
import dev.culvert.e2e.scenario.Tools;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * TCP through a tunnel between two hosts behind its gateways, in Mbit/s as iperf3 receives it.
 * Culvert's tunnel and one set up by hand take turns, so that both have the same machine.
 *
 * @param culvert through Culvert's tunnel, in the order of the runs
 * @param byHand through the other one
 */
public record Throughput(Samples culvert, Samples byHand) {
  /** One address of the network behind each gateway that nothing else has. */
  private static final int HOST = 10;

  private static final int SECONDS = 2;
  private static final Pattern RECEIVED = Pattern.compile("([\\d.]+) Mbits/sec\\s+receiver");

  /**
   * Measures.
   *
   * @param link a link that is up, between {@code 10.<octet>.0.0/16} networks
   * @param runs how often, each
   * @param progress told the number of each pair of runs
   */
  public static Throughput measure(Link link, int runs, IntConsumer progress) {
    Tools tools = Tools.on(link.left().cluster());
    try (HandMadePair pair = HandMadePair.between(tools, "10.101.0.0/16", "10.102.0.0/16");
        InsideHost handLeft = InsideHost.behind(pair.left(), "10.101.0." + HOST, tools);
        InsideHost handRight = InsideHost.behind(pair.right(), "10.102.0." + HOST, tools);
        InsideHost left = host(link.left().pod(), link.left().octet(), tools);
        InsideHost right = host(link.right().pod(), link.right().octet(), tools)) {
      serve(right, left);
      serve(handRight, handLeft);
      List<Double> culvert = new ArrayList<>();
      List<Double> byHand = new ArrayList<>();
      for (int run = 1; run <= runs; run++) {
        progress.accept(run);
        // Who goes first changes, in case the second profits from the first.
        if (run % 2 == 0) {
          culvert.add(run(left, right));
          byHand.add(run(handLeft, handRight));
        } else {
          byHand.add(run(handLeft, handRight));
          culvert.add(run(left, right));
        }
      }
      return new Throughput(new Samples(culvert), new Samples(byHand));
    }
  }

  /** Culvert's median by the other one's. */
  public double ratio() {
    return culvert.median() / byHand.median();
  }

  private static InsideHost host(Pod gateway, int octet, Tools tools) {
    return InsideHost.behind(gateway, "10." + octet + ".0." + HOST, tools);
  }

  private static void serve(InsideHost server, InsideHost client) {
    server.shell("iperf3 --server --daemon");
    awaitServer(client, server.address());
  }

  /** Waits until the client reaches a server at the address. */
  static void awaitServer(Shell client, String address) {
    Awaitility.await("a way to " + address)
        .ignoreExceptions()
        .until(() ->
            client
                .shell("timeout 2 bash -c 'echo >/dev/tcp/%s/5201'; echo $?".formatted(address))
                .strip()
                .equals("0"));
  }

  private static double run(InsideHost client, InsideHost server) {
    return run(client, server.address());
  }

  /** What the server at the address receives of the client. */
  static double run(Shell client, String address) {
    String said =
        client.shell(
            "iperf3 --client %s --time %d --omit 1 --format m".formatted(address, SECONDS));
    Matcher received = RECEIVED.matcher(said);
    if (!received.find()) {
      throw new IllegalStateException("iperf3 said: " + said);
    }
    return Double.parseDouble(received.group(1));
  }
}
