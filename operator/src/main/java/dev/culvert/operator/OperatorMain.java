package dev.culvert.operator;

import dev.culvert.operator.health.HealthServer;
import dev.culvert.operator.metrics.OperatorMetrics;
import dev.culvert.operator.uninstall.UninstallCheck;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the operator; with the argument {@code uninstall-check}, what runs before an uninstall.
 */
public final class OperatorMain {
  private static final Logger LOG = LoggerFactory.getLogger(OperatorMain.class);

  private OperatorMain() {}

  /** Runs until it is told to stop, or may not lead any more. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (List.of(arguments).equals(List.of("uninstall-check"))) {
      UninstallCheck.main(new String[0]);
      return;
    }
    OperatorSettings settings;
    try {
      settings = OperatorSettings.read(System.getenv());
    } catch (IllegalArgumentException e) {
      LOG.error("{}", e.getMessage());
      System.exit(2);
      return;
    }
    String version = OperatorMain.class.getPackage().getImplementationVersion();
    var metrics = new OperatorMetrics(version == null ? "unknown" : version);
    var heartbeat = new Heartbeat(Clock.systemUTC());
    HealthServer.start(HealthServer.PORT, heartbeat::live, heartbeat::ready, metrics::text);
    try {
      var culvert =
          new CulvertOperator(
              settings, new KubernetesClientBuilder().build(), metrics, Clock.systemUTC());
      Runtime.getRuntime().addShutdownHook(new Thread(culvert::close, "shutdown"));
      culvert.start();
      heartbeat.started(culvert::isWatching);
    } catch (RuntimeException e) {
      // Else the threads that answer probes would go on without the rest.
      LOG.error("the operator cannot start", e);
      System.exit(1);
    }
    // Nothing else keeps the process: every thread of ours and of the client is a daemon.
    new CountDownLatch(1).await();
  }
}
