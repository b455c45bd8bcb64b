package dev.culvert.node.agent;

import dev.culvert.node.agent.cluster.Cluster;
import dev.culvert.node.agent.cluster.Connection;
import dev.culvert.node.agent.host.Host;
import dev.culvert.node.agent.keeper.Keeper;
import dev.culvert.node.agent.keeper.NamespaceFolder;
import dev.culvert.node.agent.keeper.Pulse;
import dev.culvert.node.agent.keeper.Signal;
import dev.culvert.node.agent.plan.Underlay;
import dev.culvert.node.agent.pod.PodNetworks;
import dev.culvert.node.agent.report.BypassWatch;
import dev.culvert.node.agent.report.Reporter;
import dev.culvert.node.agent.sandboxes.FolderWatch;
import dev.culvert.node.agent.sandboxes.ResultCache;
import dev.culvert.node.agent.shell.SystemShell;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent's program. Ending it changes nothing on the node. */
public final class NodeAgent {
  private static final int WORKERS = 4;
  private static final int WRITERS = 2;
  private static final Duration COLLECTED_EVERY = Duration.ofMinutes(1);

  private NodeAgent() {}

  /** Runs until the process is told to end. */
  public static void main(String[] arguments) throws InterruptedException {
    var level = System.getenv().getOrDefault("CULVERT_LOG_LEVEL", "info");
    System.setProperty("org.slf4j.simpleLogger.log.dev.culvert", level);
    Logger log = LoggerFactory.getLogger(NodeAgent.class);
    try {
      run(Settings.of(System.getenv()), log);
    } catch (IllegalArgumentException | IOException e) {
      log.error("the agent cannot work: {}", e.getMessage());
      System.exit(1);
    }
  }

  private static void run(Settings settings, Logger log) throws IOException, InterruptedException {
    var underlay = underlay(settings);
    log.info("this is node {}, {}", settings.node(), underlay);
    var pulse = new Pulse(Settings.RUN);
    pulse.reset();

    var shell = new SystemShell();
    var signal = new Signal();
    var cluster =
        new Cluster(Connection::open, settings.namespace(), settings.watched(), signal::wake);
    var host = new Host(shell, underlay);
    host.prepare();
    var threads = Thread.ofPlatform().daemon();
    var keeper =
        new Keeper(
            settings.node(),
            signal,
            cluster,
            new ResultCache(Settings.RESULTS, Path.of("/")),
            new NamespaceFolder(),
            host,
            new PodNetworks(shell, underlay),
            Executors.newFixedThreadPool(WORKERS, threads.name("pods-", 0).factory()),
            new Reporter(
                cluster::client,
                settings.node(),
                Executors.newFixedThreadPool(WRITERS, threads.name("report-", 0).factory()),
                InstantSource.system()),
            pulse,
            steadyClock());
    threads.name("cluster").start(cluster::run);
    var sandboxes = List.of(Settings.RESULTS, NamespaceFolder.PATH);
    threads.name("sandboxes").start(() -> new FolderWatch(sandboxes, signal::wake).run());
    var self =
        new BypassWatch.Self(
            settings.node(), settings.namespace(), settings.pod(), settings.podUid());
    threads
        .name("bypass")
        .start(
            new BypassWatch(
                Path.of("/proc/net/dev"), cluster::client, self, InstantSource.system()));
    threads.name("memory").start(NodeAgent::giveMemoryBack);
    keeper.run();
  }

  /**
   * What many pods at once took is given back when they are attached. The collector alone would
   * keep it until it needs room, which may be never.
   */
  private static void giveMemoryBack() {
    try {
      while (true) {
        Thread.sleep(COLLECTED_EVERY);
        System.gc();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Goes on evenly from now, also when the node's clock is set. */
  private static InstantSource steadyClock() {
    var start = Instant.now();
    long startedAt = System.nanoTime();
    return () -> start.plusNanos(System.nanoTime() - startedAt);
  }

  private static Underlay underlay(Settings settings) throws IOException {
    var device = NetworkInterface.getByInetAddress(InetAddress.getByName(settings.address()));
    if (device == null) {
      throw new IOException("no interface has the node's address " + settings.address());
    }
    return new Underlay(settings.address(), device.getMTU(), settings.port());
  }
}
