package dev.culvert.e2e.cluster;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.UninstallCommand;
import com.marcnuri.helm.UpgradeCommand;
import java.nio.file.Path;
import java.util.Map;

/** Culvert installed on a cluster by its chart, as a user does it with {@code helm}. */
public final class CulvertRelease {

  /** The release's name. */
  public static final String NAME = "culvert";

  /** The operator's namespace. */
  public static final String NAMESPACE = "culvert-system";

  /** The gateways' namespace, as the chart sets it by default. */
  public static final String GATEWAY_NAMESPACE = "culvert-gateways";

  /** The node agents' namespace, as the chart sets it by default. */
  public static final String NODES_NAMESPACE = "culvert-nodes";

  private static final int TIMEOUT_SECONDS = 180;

  /**
   * What tests and demo set, by their dotted paths, besides what they are asked to set: the images
   * of scripts/build-images, and every type of exposure.
   */
  private static final Map<String, Object> VALUES =
      Map.of(
          "operator.image.tag", "dev",
          "gateway.image.tag", "dev",
          "nodeAgent.image.tag", "dev",
          "exposures.allowed[0]", "ClusterIP",
          "exposures.allowed[1]", "LoadBalancer",
          "exposures.allowed[2]", "HostPort",
          "exposures.allowed[3]", "NodePort");

  private final Path kubeconfig;

  private CulvertRelease(Path kubeconfig) {
    this.kubeconfig = kubeconfig;
  }

  /**
   * Installs the chart with the images that scripts/build-images makes, and waits until the
   * operator is ready.
   */
  static CulvertRelease install(Path kubeconfig) {
    CulvertRelease release = new CulvertRelease(kubeconfig);
    release.upgrade(Map.of());
    return release;
  }

  /**
   * Installs the chart, or upgrades it where it is installed, and waits until the operator is
   * ready.
   *
   * @param values what differs from the chart's defaults, by their dotted paths
   */
  public void upgrade(Map<String, Object> values) {
    UpgradeCommand command =
        new Helm(chart())
            .upgrade()
            .install()
            .withName(NAME)
            .withNamespace(NAMESPACE)
            .createNamespace()
            .withKubeConfig(kubeconfig)
            .waitReady()
            .withTimeout(TIMEOUT_SECONDS);
    VALUES.forEach(command::set);
    values.forEach(command::set);
    command.call();
  }

  /**
   * Uninstalls the release; its refusal, where one of its hooks refuses, is the exception's
   * message.
   */
  public void uninstall() {
    UninstallCommand command =
        Helm.uninstall(NAME).withNamespace(NAMESPACE).withKubeConfig(kubeconfig);
    command.call();
  }

  private static Path chart() {
    return Repository.root().resolve("helm/culvert");
  }
}
