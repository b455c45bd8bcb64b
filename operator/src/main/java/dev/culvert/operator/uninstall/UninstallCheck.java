package dev.culvert.operator.uninstall;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;

/**
 * The operator image's second entry point, run by the chart's pre-delete hook: exit status 0 lets
 * {@code helm uninstall} go on, 1 stops it. What it prints is all a person sees of it: Helm shows
 * its log, Kubernetes keeps it as the container's termination message.
 */
public final class UninstallCheck {
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);

  private UninstallCheck() {}

  /** Runs the check on the installation that the environment describes, and exits. */
  public static void main(String[] arguments) throws InterruptedException {
    System.exit(run() ? 0 : 1);
  }

  private static boolean run() throws InterruptedException {
    Installation installation = Installation.from(System.getenv());
    try (KubernetesClient client = new KubernetesClientBuilder().build()) {
      Outcome outcome = new Uninstallation(client, installation, STOP_TIMEOUT).run();
      System.out.println(outcome.sentence());
      return outcome instanceof Outcome.Cleared;
    } catch (KubernetesClientException e) {
      System.out.printf(
          "Culvert is not uninstalled, because the check for VirtualNetworks failed: %s%nhelm uninstall --no-hooks leaves the check out.%n",
          e.getMessage());
      return false;
    }
  }
}
