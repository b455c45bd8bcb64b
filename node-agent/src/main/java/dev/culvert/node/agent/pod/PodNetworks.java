package dev.culvert.node.agent.pod;

import dev.culvert.node.agent.plan.Attachment;
import dev.culvert.node.agent.plan.Underlay;
import dev.culvert.node.agent.shell.Shell;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Attaches and detaches pods. Several threads may call it, each for another pod. */
public final class PodNetworks {
  private static final Logger LOG = LoggerFactory.getLogger(PodNetworks.class);

  private final Shell shell;
  private final Underlay underlay;
  private final HeldNamespaces held = new HeldNamespaces();

  /** Acts by the shell's commands. */
  public PodNetworks(Shell shell, Underlay underlay) {
    this.shell = shell;
    this.underlay = underlay;
  }

  /**
   * Makes the pod's network namespace as planned; what is as planned already stays untouched.
   *
   * @param device the ifindex of the network's device
   */
  public Outcome attach(Attachment attachment, int device) {
    try {
      var ended =
          shell.run(
              AttachScript.render(attachment, device, underlay),
              AttachScript.command(attachment.netns()));
      var result = AttachResult.read(ended);
      if (result.failure() != null) {
        return result.failure();
      }
      if (result.isCreated()) {
        announce(attachment);
      }
      held.hold(attachment.netns());
      return amend(attachment, result.routes());
    } catch (IOException e) {
      return new Outcome.Failed("AttachFailed", "The pod cannot be attached: " + e.getMessage());
    }
  }

  private Outcome amend(Attachment attachment, String listing) throws IOException {
    var routes = new PodRoutes(attachment, underlay);
    var lines = routes.amended(listing);
    if (lines.isEmpty()) {
      return new Outcome.Attached();
    }
    var batch = new ArrayList<>(lines);
    batch.add("route show " + AttachScript.PROTOCOL);
    var ended =
        shell.run(
            String.join("\n", batch) + "\n",
            "nsenter",
            "--net=" + attachment.netns(),
            "ip",
            "-batch",
            "-");
    if (ended.status() != 0 || !routes.amended(ended.output()).isEmpty()) {
      return new Outcome.Failed(
          "AttachFailed", "The pod's routes are not as planned: " + ended.output().strip());
    }
    return new Outcome.Attached();
  }

  /**
   * Tells the network where the address is now, three times within a second, and waits for nobody.
   */
  private void announce(Attachment attachment) {
    Thread.ofVirtual()
        .start(() -> {
          try {
            shell.require(
                "",
                "nsenter",
                "--net=" + attachment.netns(),
                "arping",
                "-A",
                "-q",
                "-c",
                "3",
                "-i",
                "0.4",
                "-I",
                AttachScript.INTERFACE,
                attachment.address());
          } catch (IOException e) {
            LOG.debug("{} is not announced: {}", attachment.address(), e.getMessage());
          }
        });
  }

  /** Whether the namespace of an attached pod can still be reached, its file or not. */
  public boolean holds(String netns) {
    return held.holds(netns);
  }

  /**
   * Takes our interface out of one namespace, and lets go of that. The runtime removes a pod's
   * namespace when all its containers have ended; the kernel takes its time then, during which no
   * other interface could have the MAC address.
   *
   * @throws IOException if it is not known to have none now
   */
  public void detach(String netns) throws IOException {
    detach(List.of(held.path(netns)), List.of());
    held.release(netns);
  }

  /**
   * Takes our interfaces out of network namespaces; barriers stay. A namespace that is gone is as
   * good as one without.
   *
   * @param kept MAC addresses of interfaces that stay, with {@code ?} for any digit
   * @return those where an interface was removed
   * @throws IOException if it is not known of all that they have none now
   */
  public List<String> detach(Collection<String> namespaces, Collection<String> kept)
      throws IOException {
    var output = shell.require(DetachScript.render(namespaces, kept), "sh", "-s");
    return output
        .lines()
        .filter(line -> line.startsWith(DetachScript.DETACHED))
        .map(line -> line.substring(DetachScript.DETACHED.length()))
        .toList();
  }
}
