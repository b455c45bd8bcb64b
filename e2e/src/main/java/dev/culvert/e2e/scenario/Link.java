package dev.culvert.e2e.scenario;

import dev.culvert.e2e.cluster.TestCluster;

/**
 * Two networks that wish to be connected to each other.
 *
 * @param left one of them
 * @param right the other
 */
public record Link(Side left, Side right) {

  /** Two networks in new namespaces, with gateways and both consents. */
  public static Link create(TestCluster cluster) {
    Link link =
        new Link(Side.inNewNamespace(cluster, "left", 1), Side.inNewNamespace(cluster, "right", 2));
    link.left.createNetwork();
    link.right.createNetwork();
    link.left.connectTo(link.right);
    link.right.connectTo(link.left);
    return link;
  }

  /** A link that is up. */
  public static Link connected(TestCluster cluster) {
    Link link = create(cluster);
    link.awaitConnected();
    return link;
  }

  /** Waits until both sides say that they are connected. */
  public void awaitConnected() {
    left.awaitConnectedTo(right);
    right.awaitConnectedTo(left);
  }

  /** Deletes both namespaces, and does not wait. */
  public void delete() {
    left.delete();
    right.delete();
  }
}
