package dev.culvert.operator.uninstall;

import java.util.List;
import java.util.stream.Collectors;

/** How the check before an uninstall ended. */
sealed interface Outcome {

  /** What a person reads. */
  String sentence();

  /** Whether {@code helm uninstall}, or whoever started the check, may go on. */
  default boolean endsWell() {
    return false;
  }

  /**
   * Nothing stands in the way any more.
   *
   * @param released the networks that were released, as namespace/name
   */
  record Cleared(List<String> released) implements Outcome {
    @Override
    public boolean endsWell() {
      return true;
    }

    @Override
    public String sentence() {
      return released.isEmpty()
          ? "No VirtualNetwork is left."
          : "Released %s: their gateways and tunnels are gone, the objects stay."
              .formatted(named(released));
    }
  }

  /**
   * Helm is not uninstalling: whoever applies the chart as rendered manifests starts the check too.
   * Nothing was changed.
   *
   * @param release the release's name
   * @param found what says so
   */
  record NotUninstalling(String release, String found) implements Outcome {
    @Override
    public boolean endsWell() {
      return true;
    }

    @Override
    public String sentence() {
      return """
      Nothing is done, because Helm is not uninstalling release "%s" now: %s.
      The chart's value uninstall.check=Off leaves this check out where the chart is applied as rendered manifests.
      uninstall.check=Always is for releases that Helm records elsewhere than in Secrets of their own namespace.\
      """
          .formatted(release, found);
    }
  }

  /**
   * The API server refused something or did not answer; what the check had stopped runs again.
   *
   * @param why in the client's words
   */
  record CheckFailed(String why) implements Outcome {
    @Override
    public String sentence() {
      return """
      Culvert is not uninstalled, because the check for VirtualNetworks failed: %s
      helm uninstall --no-hooks leaves the check out. Networks and connections that are left then keep Culvert's \
      finalizers, and their deletion hangs, that of their namespaces and CustomResourceDefinitions too; \
      docs/operations.md has the way out, under "Removing Culvert".\
      """
          .formatted(why);
    }
  }

  /**
   * Networks are in use; nothing was changed.
   *
   * @param left the networks, as namespace/name
   * @param installation what was to go
   */
  record NetworksLeft(List<String> left, Installation installation) implements Outcome {
    @Override
    public String sentence() {
      // Rolled back to what it is: Helm upgrades no release that it has begun to uninstall.
      return """
      Culvert is not uninstalled, because it would cut the tunnels of %s.
      Either delete them and their GatewayConnections, then uninstall again;
      or have them released, which takes down their gateways and leaves the objects:
        helm rollback %2$s %4$s -n %3$s
        helm upgrade %2$s CHART -n %3$s --reuse-values --set uninstall.force=true
        helm uninstall %2$s -n %3$s\
      """
          .formatted(
              named(left),
              installation.release(),
              installation.operatorNamespace(),
              installation.revision().orElse("REVISION"));
    }
  }

  /**
   * The operator was told to stop and did not; it was told to go on.
   *
   * @param deployment its Deployment, as namespace/name
   */
  record OperatorRunning(String deployment) implements Outcome {
    @Override
    public String sentence() {
      return "Culvert is not uninstalled: the pods of Deployment %s do not stop. Look at them, then uninstall again."
          .formatted(deployment);
    }
  }

  private static String named(List<String> networks) {
    int shown = Math.min(networks.size(), 10);
    String names = networks.stream().limit(shown).collect(Collectors.joining(", "));
    return "%d VirtualNetwork%s: %s%s"
        .formatted(
            networks.size(),
            networks.size() == 1 ? "" : "s",
            names,
            networks.size() == shown ? "" : " and %d more".formatted(networks.size() - shown));
  }
}
