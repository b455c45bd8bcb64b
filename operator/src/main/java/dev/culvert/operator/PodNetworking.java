package dev.culvert.operator;

import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.operator.apply.AddressClaims;
import dev.culvert.operator.apply.KeptAddresses;
import dev.culvert.operator.apply.NetworkSegments;
import dev.culvert.operator.apply.ServerSideApply;
import dev.culvert.operator.catalog.Catalog;
import dev.culvert.operator.catalog.ClusterRanges;
import dev.culvert.operator.catalog.MemberCatalog;
import dev.culvert.operator.catalog.Triggers;
import dev.culvert.operator.plan.NetworkKey;
import dev.culvert.operator.pod.Members;
import dev.culvert.operator.report.Announcer;
import dev.culvert.operator.report.PodReporter;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What puts pods on networks, wired; there where node agents are. */
final class PodNetworking implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PodNetworking.class);
  private static final Duration RANGES_INTERVAL = Duration.ofSeconds(15);

  /** How soon ranges that were never found are looked up again: no node is told of networks yet. */
  private static final Duration SOON = Duration.ofSeconds(1);

  private final Catalog networks;
  private final Triggers triggers;
  private final MemberCatalog catalog;
  private final ClusterRanges ranges;
  private final Members members;

  PodNetworking(
      KubernetesClient client,
      Set<String> watchNamespaces,
      OperatorSettings.NodeAgents nodes,
      Catalog networks,
      Triggers triggers,
      ServerSideApply apply,
      Announcer announcer,
      Clock clock) {
    this.networks = networks;
    this.triggers = triggers;
    this.catalog =
        new MemberCatalog(
            client, watchNamespaces, nodes.namespace(), this::changed, triggers::members);
    this.ranges =
        new ClusterRanges(
            client, watchNamespaces.isEmpty(), nodes.clusterRanges(), Path.of("/etc/resolv.conf"));
    this.members =
        new Members(
            networks,
            catalog,
            ranges,
            new NetworkSegments(client, apply, nodes.namespace(), catalog.segments()),
            new AddressClaims(client, catalog),
            new KeptAddresses(client, catalog),
            new PodReporter(client, catalog, announcer, clock),
            triggers::members,
            clock);
  }

  /** Starts watching. */
  void start() throws InterruptedException {
    catalog.start();
    ranges.refresh();
  }

  /** Acts from now on; looks up the cluster's ranges now and then. */
  void lead(ScheduledExecutorService clockwork) {
    members.lead();
    clockwork.execute(() -> lookUpRanges(clockwork));
  }

  /** Whether what is known of pods is kept up to date. */
  boolean isWatching() {
    return catalog.isWatching();
  }

  /** Whether the network lets pods of another namespace in. */
  boolean admits(VirtualNetwork network, String namespace) {
    return catalog.admits(network, namespace);
  }

  /** The work at the members of networks. */
  Members members() {
    return members;
  }

  /** Informers tell of it, which start after all this is there. */
  private void changed(NetworkKey network) {
    members.changed(network);
  }

  private void lookUpRanges(ScheduledExecutorService clockwork) {
    try {
      if (ranges.refresh()) {
        networks.networks().map(NetworkKey::of).forEach(triggers::members);
      }
    } catch (RuntimeException e) {
      LOG.warn("the cluster's ranges cannot be looked up; they stay as they were", e);
    }
    Duration pause = ranges.areKnown() ? RANGES_INTERVAL : SOON;
    try {
      clockwork.schedule(() -> lookUpRanges(clockwork), pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("the operator ends");
    }
  }

  @Override
  public void close() {
    catalog.close();
  }
}
