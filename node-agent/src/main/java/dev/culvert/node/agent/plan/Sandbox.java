package dev.culvert.node.agent.plan;

import java.util.regex.Pattern;

/**
 * A pod's network namespace on this node.
 *
 * @param podUid the pod's metadata.uid
 * @param pod its name, NAMESPACE/NAME; empty if it is not known
 * @param netns the file that holds the namespace, {@code /run/netns/NAME}
 * @param since when it came, in milliseconds since 1970; of a pod's namespaces the newest counts
 */
public record Sandbox(String podUid, String pod, String netns, long since) {
  private static final Pattern FROM_TEMPLATE = Pattern.compile("-[a-z0-9]+-[a-z0-9]+");
  private static final Pattern NETNS = Pattern.compile("/run/netns/[A-Za-z0-9._-]+");

  /** Refuses what must not come into a command. */
  public Sandbox {
    if (!isNetns(netns)) {
      throw new IllegalArgumentException("not a network namespace: \"" + netns + '"');
    }
  }

  /** Whether the pod is one that the Deployment of the given NAMESPACE/NAME makes. */
  boolean isOf(String deployment) {
    return pod.startsWith(deployment + "-")
        && FROM_TEMPLATE.matcher(pod.substring(deployment.length())).matches();
  }

  /** Whether it is a file of the folder that network namespaces are in. */
  public static boolean isNetns(String path) {
    return NETNS.matcher(path).matches() && !path.endsWith("/.") && !path.endsWith("/..");
  }
}
