package dev.culvert.node.agent.pod;

import dev.culvert.node.agent.shell.Shell;
import org.jspecify.annotations.Nullable;

/**
 * What the script that attaches a pod said.
 *
 * @param failure null if it came to its end
 * @param isCreated whether the interface is new
 * @param routes the listing of routes
 */
record AttachResult(Outcome.@Nullable Failed failure, boolean isCreated, String routes) {

  /** Reads what it wrote. */
  static AttachResult read(Shell.Ended ended) {
    boolean created = ended.output().lines().anyMatch(AttachScript.CREATED::equals);
    var rest = new StringBuilder();
    var stage = "";
    for (var line : ended.output().lines().toList()) {
      if (line.startsWith(AttachScript.FAILED)) {
        stage = line.substring(AttachScript.FAILED.length());
      } else if (!line.equals(AttachScript.CREATED)) {
        rest.append(line).append('\n');
      }
    }
    if (ended.status() == 0) {
      return new AttachResult(null, created, rest.toString());
    }
    return new AttachResult(failure(stage, rest.toString().strip()), created, "");
  }

  private static Outcome.Failed failure(String stage, String said) {
    return switch (stage) {
      case "TAKEN" ->
          new Outcome.Failed(
              "InterfaceNameTaken",
              "The pod has an interface vnet0 that is not Culvert's; give that one another name.");
      case "GUARD" ->
          new Outcome.Failed(
              "GuardFailed", "The pod's packet filter cannot be loaded (nft): " + said);
      case "" -> new Outcome.Failed("AttachFailed", "The pod's network namespace refuses: " + said);
      default ->
          new Outcome.Failed(
              "AttachFailed",
              "The pod cannot be attached ("
                  + stage.toLowerCase(java.util.Locale.ROOT)
                  + "): "
                  + said);
    };
  }
}
