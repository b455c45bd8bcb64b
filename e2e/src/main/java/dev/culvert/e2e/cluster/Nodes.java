package dev.culvert.e2e.cluster;

import dev.culvert.e2e.wan.Wan;
import dev.culvert.e2e.wan.Wan.Seat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.testcontainers.k3s.K3sContainer;

/** The nodes of a cluster: the one it began with and, once somebody has asked for it, a second. */
final class Nodes {
  private final Node first;
  private final Supplier<Node> second;
  private final List<Node> all;
  private final boolean areOnTheWan;

  private Nodes(
      NodeContainers containers,
      boolean areOnTheWan,
      Consumer<K3sContainer> firstPlace,
      Consumer<K3sContainer> secondPlace) {
    this.areOnTheWan = areOnTheWan;
    this.first = containers.startServer(firstPlace);
    this.all = new CopyOnWriteArrayList<>(List.of(first));
    this.second =
        new Once<>(() -> {
          Node joining = containers.startAgent(first, secondPlace);
          all.add(joining);
          keepAnswersToFloodsOnTheWan(joining);
          return joining;
        });
    keepAnswersToFloodsOnTheWan(first);
  }

  /** The nodes of a new cluster at a seat of the WAN; the first is started, and ready. */
  static Nodes on(Wan wan, Seat seat) {
    return new Nodes(
        NodeContainers.ofNewCluster(),
        true,
        NodeContainers.on(wan.segment(), seat.nodeAddress()),
        NodeContainers.on(wan.segment(), seat.secondNodeAddress()));
  }

  /** The nodes of a new cluster on Docker's own network; the first is started, and ready. */
  static Nodes onNoWan() {
    return new Nodes(NodeContainers.ofNewCluster(), false, node -> {}, node -> {});
  }

  /**
   * The nodes of a new cluster that outlive this JVM, in place of those there were; the first is
   * started, and ready.
   */
  static Nodes keptAs(String firstName, String secondName) {
    NodeContainers.remove(secondName);
    return new Nodes(
        NodeContainers.ofNewCluster(),
        false,
        NodeContainers.keptAs(firstName),
        NodeContainers.keptAs(secondName));
  }

  Node first() {
    return first;
  }

  /** The second; started by the first who asks, who is to wait until it has joined. */
  Node second() {
    return second.get();
  }

  /** Those there are, the first of them first. */
  List<Node> all() {
    return List.copyOf(all);
  }

  /** The one that Kubernetes calls so. */
  Optional<Node> named(String name) {
    return all.stream().filter(node -> node.name().equals(name)).findFirst();
  }

  void restart(Node node) {
    node.restart();
    keepAnswersToFloodsOnTheWan(node);
  }

  void powerOn(Node node) {
    node.powerOn();
    keepAnswersToFloodsOnTheWan(node);
  }

  void remove() {
    all.reversed().forEach(Node::remove);
  }

  private void keepAnswersToFloodsOnTheWan(Node node) {
    if (areOnTheWan) {
      node.route(Wan.FLOOD_SOURCES, Wan.shared().attackerAddress());
    }
  }
}
