package dev.culvert.operator.catalog;

import dev.culvert.operator.plan.Prefix;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDR;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses that stay the cluster's own in every pod: of its Services, nodes and pods, as far
 * as they can be found, and those that the installation names.
 */
public final class ClusterRanges {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterRanges.class);
  private static final Pattern NAME_SERVER =
      Pattern.compile("(?m)^\\s*nameserver\\s+([0-9.]+)\\s*$");

  private final KubernetesClient client;
  private final boolean seesCluster;
  private final List<Prefix> given;
  private final Path resolverConfiguration;
  private volatile List<Prefix> current;
  private final Supplier<List<Prefix>> own;
  private volatile boolean known;
  private Optional<List<Prefix>> services = Optional.empty();
  private Optional<List<Prefix>> nodes = Optional.empty();

  /**
   * @param seesCluster whether objects of the whole cluster may be listed
   * @param given prefixes that are among them whatever is found
   * @param resolverConfiguration names the cluster's DNS, resolv.conf(5)
   */
  public ClusterRanges(
      KubernetesClient client,
      boolean seesCluster,
      List<Prefix> given,
      Path resolverConfiguration) {
    this(client, seesCluster, given, resolverConfiguration, ClusterRanges::ownAddresses);
  }

  ClusterRanges(
      KubernetesClient client,
      boolean seesCluster,
      List<Prefix> given,
      Path resolverConfiguration,
      Supplier<List<Prefix>> own) {
    this.client = client;
    this.own = own;
    this.seesCluster = seesCluster;
    this.given = List.copyOf(given);
    this.resolverConfiguration = resolverConfiguration;
    this.current = Prefix.merged(given);
  }

  /** The ranges as they were found last. */
  public List<Prefix> current() {
    return current;
  }

  /**
   * Whether all that can be listed was listed once. Until then {@link #current} may lack some, and
   * nothing may be written by it: pods would send what is the cluster's own into their networks.
   */
  public boolean areKnown() {
    return known;
  }

  /**
   * Looks for them anew, which takes some requests; whether they are others than before, or known
   * for the first time.
   */
  public synchronized boolean refresh() {
    if (seesCluster) {
      services = found(services, this::ofServices);
      nodes = found(nodes, this::ofNodes);
    }
    List<Prefix> now =
        Prefix.merged(
            Stream.of(
                    given,
                    services.orElse(List.of()),
                    nodes.orElse(List.of()),
                    nameServers(),
                    own.get())
                .flatMap(List::stream)
                .toList());
    boolean allAnswered = !seesCluster || (services.isPresent() && nodes.isPresent());
    boolean changed = !now.equals(current) || allAnswered != known;
    current = now;
    known = allAnswered;
    return changed;
  }

  /** What was found before stays where the API server does not answer. */
  private static Optional<List<Prefix>> found(
      Optional<List<Prefix>> before, Supplier<List<Prefix>> search) {
    try {
      return Optional.of(search.get());
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return Optional.of(List.of()); // an older Kubernetes has no such kind
      }
      // An API server that has just started forbids what it allows later.
      LOG.warn(
          "the cluster's ranges cannot be looked up and stay as they were: {}", e.getMessage());
      return before;
    }
  }

  /** Kubernetes 1.33 and newer says which ranges Services have. */
  private List<Prefix> ofServices() {
    return items(client.resources(ServiceCIDR.class).list()).stream()
        .flatMap(range -> range.getSpec().getCidrs().stream())
        .flatMap(ClusterRanges::prefix)
        .toList();
  }

  private List<Prefix> ofNodes() {
    List<Prefix> found = new ArrayList<>();
    for (Node node : items(client.nodes().list())) {
      node.getSpec().getPodCIDRs().stream().flatMap(ClusterRanges::prefix).forEach(found::add);
      node.getStatus().getAddresses().stream()
          .filter(address -> address.getType().equals("InternalIP"))
          .flatMap(address -> Prefix.ofAddress(address.getAddress()).stream())
          .forEach(found::add);
    }
    return found;
  }

  private List<Prefix> nameServers() {
    try {
      return NAME_SERVER
          .matcher(Files.readString(resolverConfiguration))
          .results()
          .flatMap(match -> Prefix.ofAddress(match.group(1)).stream())
          .toList();
    } catch (IOException e) {
      LOG.debug("{} cannot be read: {}", resolverConfiguration, e.getMessage());
      return List.of();
    }
  }

  /** Gateways answer the operator, wherever the cluster's pods have their addresses from. */
  private static List<Prefix> ownAddresses() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(Inet4Address.class::isInstance)
          .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
          .flatMap(address -> Prefix.ofAddress(address.getHostAddress()).stream())
          .toList();
    } catch (SocketException e) {
      LOG.debug("the own addresses cannot be read: {}", e.getMessage());
      return List.of();
    }
  }

  private static <T extends HasMetadata> List<T> items(KubernetesResourceList<T> list) {
    return Optional.ofNullable(list.getItems()).orElse(List.of());
  }

  /** IPv6 ranges are in nobody's way. */
  private static Stream<Prefix> prefix(String text) {
    if (text.contains(":")) {
      return Stream.empty();
    }
    try {
      return Stream.of(Prefix.of(text));
    } catch (IllegalArgumentException e) {
      LOG.warn("a range of the cluster is left out: {}", e.getMessage());
      return Stream.empty();
    }
  }
}
