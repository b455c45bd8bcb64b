package dev.culvert.node.agent.plan;

import java.util.List;
import java.util.stream.Stream;

/** Networks, claims and sandboxes as tests need them. */
public final class Samples {
  private Samples() {}

  /** The network {@code n<vni>} with a gateway and one remote prefix. */
  public static Segment segment(int vni) {
    return new Segment(
        vni,
        "n" + vni,
        "team-a",
        prefixes("10.1.0.0/16"),
        "10.1.255.228",
        prefixes("10.2.0.0/16"),
        prefixes("10.244.0.0/16", "10.96.0.0/12"));
  }

  /** The claim of the pod {@code p<number>} on a network. */
  public static Claim claim(int vni, int number, String node) {
    return claim(vni, number, "p" + number, node, "2026-11-26T10:00:00Z");
  }

  /** The claim of a pod on a network. */
  public static Claim claim(int vni, int number, String pod, String node, String created) {
    return new Claim(
        "team-a",
        "n" + vni + "-10-1-0-" + number,
        "uid-" + vni + "-" + number,
        1,
        created,
        "n" + vni,
        "10.1.0." + number,
        pod,
        "team-a/pod-" + number,
        node,
        null,
        null);
  }

  /** The same claim in another namespace. */
  public static Claim in(String namespace, Claim claim) {
    return new Claim(
        namespace,
        claim.name(),
        claim.uid() + "-in-" + namespace,
        claim.generation(),
        claim.created(),
        claim.networkUid(),
        claim.address(),
        claim.podUid(),
        claim.pod(),
        claim.node(),
        claim.gateway(),
        claim.status());
  }

  /** The sandbox of the pod {@code p<number>}. */
  public static Sandbox sandbox(int number) {
    return new Sandbox("p" + number, "team-a/pod-" + number, "/run/netns/cni-" + number, 1000);
  }

  /** What a member has of {@link #segment}. */
  public static Attachment attachment(boolean isGateway) {
    return attachment("/run/netns/cni-4", isGateway);
  }

  /** What a member in the given namespace has of {@link #segment}. */
  public static Attachment attachment(String netns) {
    return attachment(netns, false);
  }

  private static Attachment attachment(String netns, boolean isGateway) {
    return new Attachment(
        netns,
        111,
        isGateway ? "10.1.255.228" : "10.1.0.4",
        isGateway ? "02:6f:0a:01:ff:e4" : "02:6f:0a:01:00:04",
        isGateway,
        prefixes("10.1.0.0/16"),
        "10.1.255.228",
        prefixes("10.2.0.0/16", "192.168.77.1/32"),
        prefixes("10.244.0.0/16"));
  }

  /** A node of an ordinary network. */
  public static Underlay underlay() {
    return new Underlay("192.0.2.1", 1500, 8475);
  }

  /** Several prefixes. */
  public static List<Prefix> prefixes(String... prefixes) {
    return Stream.of(prefixes).map(Prefix::parse).toList();
  }
}
