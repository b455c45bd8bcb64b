package dev.culvert.operator.uninstall;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The operator image's second entry point, run by the chart's pre-delete hook: exit status 0 lets
 * {@code helm uninstall} go on, 1 stops it. Where Helm is not uninstalling it touches nothing. What
 * it prints is all a person sees of it: Helm shows its log, Kubernetes keeps it as the container's
 * termination message.
 */
public final class UninstallCheck {
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);

  private UninstallCheck() {}

  /** Runs the check on the installation that the environment describes, and exits. */
  public static void main(String[] arguments) throws InterruptedException {
    System.exit(run() ? 0 : 1);
  }

  private static boolean run() throws InterruptedException {
    Map<String, String> environment = System.getenv();
    Installation installation = Installation.from(environment);
    try (KubernetesClient client = new KubernetesClientBuilder().build()) {
      Outcome outcome =
          run(client, installation, Optional.ofNullable(environment.get("CULVERT_POD_NAME")));
      System.out.println(outcome.sentence());
      return outcome.endsWell();
    } catch (KubernetesClientException e) {
      System.out.println(new Outcome.CheckFailed(String.valueOf(e.getMessage())).sentence());
      return false;
    }
  }

  /** The check itself; {@code pod} is its own, where that is known. */
  static Outcome run(KubernetesClient client, Installation installation, Optional<String> pod)
      throws InterruptedException {
    if (!installation.asksHelm()) {
      return new Uninstallation(client, installation, STOP_TIMEOUT).run();
    }
    return switch (new HelmRecords(client, installation, Clock.systemUTC()).look(pod)) {
      case HelmUninstall.UnderWay underWay ->
          new Uninstallation(client, installation.at(underWay.revision()), STOP_TIMEOUT).run();
      case HelmUninstall.NotUnderWay not ->
          new Outcome.NotUninstalling(installation.release(), not.found());
    };
  }
}
