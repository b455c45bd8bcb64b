package dev.culvert.e2e.cluster;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import com.marcnuri.helm.UninstallCommand;
import com.marcnuri.helm.UpgradeCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

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

  private static final String HOOK = "helm.sh/hook:";
  private static final String SHOWN_HOOK = "shown.helm.sh/hook:";

  private final Path kubeconfig;
  private final String name;
  private final String namespace;

  /** On the cluster of a kubeconfig, whether it is installed there or not. */
  CulvertRelease(Path kubeconfig) {
    this(kubeconfig, NAME, NAMESPACE);
  }

  private CulvertRelease(Path kubeconfig, String name, String namespace) {
    this.kubeconfig = kubeconfig;
    this.name = name;
    this.namespace = namespace;
  }

  /** A release of another name on the same cluster; nothing is installed yet. */
  public CulvertRelease named(String otherName, String otherNamespace) {
    return new CulvertRelease(kubeconfig, otherName, otherNamespace);
  }

  /**
   * Installs the chart, or upgrades it where it is installed, and waits until the operator is
   * ready.
   *
   * @param values what differs from the chart's defaults, by their dotted paths
   */
  public void upgrade(Map<String, Object> values) {
    upgrade(chart(), values);
  }

  /** Like {@link #upgrade(Map)}, by another chart than this checkout's. */
  public void upgrade(Path chart, Map<String, Object> values) {
    UpgradeCommand command =
        new Helm(chart)
            .upgrade()
            .install()
            .withName(name)
            .withNamespace(namespace)
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
        Helm.uninstall(name).withNamespace(namespace).withKubeConfig(kubeconfig);
    command.call();
  }

  /**
   * What {@code helm template} prints, hooks included; helm-java leaves them out, so a copy of the
   * chart is rendered in which they do not bear Helm's name.
   *
   * @param values what differs from the chart's defaults, by their dotted paths
   */
  public static String rendered(Map<String, Object> values) {
    try {
      Path copy = Files.createTempDirectory("culvert-chart-");
      try (Stream<Path> files = Files.walk(chart())) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Path target = copy.resolve(chart().relativize(file).toString());
          Files.createDirectories(target.getParent());
          Files.writeString(target, Files.readString(file).replace(HOOK, SHOWN_HOOK));
          target.toFile().deleteOnExit();
        }
      }
      TemplateCommand command =
          new Helm(copy)
              .template()
              .withName(NAME)
              .withNamespace(NAMESPACE)
              .withKubeVersion("1.34.0");
      VALUES.forEach(command::set);
      values.forEach(command::set);
      return command.call().replace(SHOWN_HOOK, HOOK);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path chart() {
    return Repository.root().resolve("helm/culvert");
  }
}
