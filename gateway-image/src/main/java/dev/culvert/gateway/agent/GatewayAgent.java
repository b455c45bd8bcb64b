package dev.culvert.gateway.agent;

import dev.culvert.gateway.agent.charon.CharonSupervisor;
import dev.culvert.gateway.agent.config.Documents;
import dev.culvert.gateway.agent.config.MountedDocument;
import dev.culvert.gateway.agent.dataplane.Nameservers;
import dev.culvert.gateway.agent.dataplane.Outside;
import dev.culvert.gateway.agent.dataplane.Userspace;
import dev.culvert.gateway.agent.names.NameWatch;
import dev.culvert.gateway.agent.names.SystemLookups;
import dev.culvert.gateway.agent.runtime.SteadyClock;
import dev.culvert.gateway.agent.server.Api;
import dev.culvert.gateway.agent.server.ApiServer;
import dev.culvert.gateway.agent.server.ProbeServer;
import dev.culvert.gateway.agent.server.TlsFiles;
import dev.culvert.gateway.agent.tunnels.StateBoard;
import dev.culvert.gateway.agent.tunnels.TunnelKeeper;
import dev.culvert.gateway.contract.Contract;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The agent's program: closes the gateway, starts charon, then works by the document. */
public final class GatewayAgent {
  private static final System.Logger LOG = System.getLogger("agent");
  private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

  /** The loop goes round every five seconds; a pass waits for charon up to ten at a time. */
  private static final Duration STUCK = Duration.ofSeconds(60);

  private GatewayAgent() {}

  /** Runs until the process is told to end. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    limitServers();
    SystemLookups.keepNothing();
    try {
      run(Settings.of(System.getenv()));
    } catch (IllegalArgumentException | IOException e) {
      LOG.log(Level.ERROR, "the agent cannot work: {0}", e.getMessage());
      System.exit(1);
    }
  }

  /** Whoever reaches the ports may connect; none of them may hold on to much. */
  private static void limitServers() {
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.setProperty("sun.net.httpserver.maxReqTime", "10");
    System.setProperty("sun.net.httpserver.idleInterval", "30");
    System.setProperty("jdk.httpserver.maxConnections", "256");
    // Each connection shows its certificate: after a change of CA none goes on by an old ticket.
    System.setProperty("jdk.tls.server.newSessionTicketCount", "0");
  }

  private static void run(Settings settings) throws IOException, InterruptedException {
    var outside = outside(settings.outsideAddress());
    var dataplane = new Userspace(outside);
    dataplane.prepare();

    var board = new StateBoard();
    var clock = new SteadyClock();
    var names = new NameWatch(new SystemLookups(), clock);
    var keeper =
        new TunnelKeeper(settings.gateway(), dataplane, clock, clock::wallTime, board, names::want);
    var supervisor = supervisor(outside, keeper);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(supervisor)));
    Thread.ofPlatform().name("charon").start(supervisor);
    Thread.ofPlatform().name("keeper").start(keeper);
    Thread.ofVirtual().name("names").start(() -> names.run(keeper::nameAnswered));

    var documents =
        new Documents(settings.gateway(), Settings.RUN.resolve("config.json"), keeper::newDocument);
    documents.restore();
    ProbeServer.start(
        new InetSocketAddress(settings.outsideAddress(), Contract.PROBE_PORT),
        () -> keeper.lastPass().plus(STUCK).isAfter(clock.instant()),
        board);
    serve(settings, documents, board);
  }

  private static Outside outside(InetAddress address) throws IOException {
    var device = NetworkInterface.getByInetAddress(address);
    if (device == null) {
      throw new IOException("no interface has the address " + address.getHostAddress());
    }
    return new Outside(device.getName(), address.getHostAddress(), device.getMTU(), nameservers());
  }

  private static List<String> nameservers() throws IOException {
    var file = Path.of("/etc/resolv.conf");
    return Files.exists(file) ? Nameservers.in(Files.readString(file)) : List.of();
  }

  private static CharonSupervisor supervisor(Outside outside, TunnelKeeper keeper)
      throws IOException {
    Files.writeString(
        Settings.RUN.resolve("charon.conf"),
        "charon {\n  interfaces_use = %s\n}\n".formatted(outside.device()));
    return new CharonSupervisor(
        List.of("/usr/sbin/charon-systemd"),
        Settings.RUN.resolve("charon.vici"),
        outside.address(),
        System.out,
        keeper);
  }

  private static void stop(CharonSupervisor supervisor) {
    try {
      supervisor.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Duration age() {
    var started = ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
    return Duration.between(started, Instant.now());
  }

  /** Whatever a file holds, there is a next look. */
  private static void safely(Runnable look) {
    try {
      look.run();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "the mounted files cannot be used", e);
    }
  }

  /** Follows the mounted Secrets; the API starts with the first usable certificate. */
  private static void serve(Settings settings, Documents documents, StateBoard board)
      throws IOException, InterruptedException {
    var mounted = new MountedDocument(Settings.MOUNTED_DOCUMENT, documents);
    var tls = new TlsFiles(Settings.TLS);
    boolean serving = false;
    while (true) {
      safely(mounted::look);
      safely(tls::look);
      if (!serving && tls.isUsable()) {
        ApiServer.start(
            new InetSocketAddress(settings.outsideAddress(), Contract.API_PORT),
            tls,
            new Api(documents, board));
        serving = true;
        LOG.log(Level.INFO, "the API is served {0} ms after the start", age().toMillis());
      }
      Thread.sleep(LOOK_INTERVAL);
    }
  }
}
