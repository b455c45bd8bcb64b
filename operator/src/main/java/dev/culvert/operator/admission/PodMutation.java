package dev.culvert.operator.admission;

import dev.culvert.crds.v1alpha1.DnsServer;
import dev.culvert.operator.membership.MemberPod;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodDNSConfig;
import io.fabric8.kubernetes.api.model.PodDNSConfigBuilder;
import io.fabric8.kubernetes.api.model.PodReadinessGate;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a pod on a virtual network lacks: the readiness gate, the network's DNS servers and, where
 * it asks for it, the init container that waits for the network. A pod that has it all lacks
 * nothing, so that it may be asked about again.
 */
public final class PodMutation {
  /** The annotation that asks, with {@code true}, for the init container. */
  static final String WAIT_ANNOTATION = "culvert.dev/wait-for-network";

  /** How many nameservers a pod's resolver takes (Kubernetes, pkg/apis/core/validation). */
  private static final int NAMESERVERS = 3;

  private PodMutation() {}

  /**
   * What is to be added, in this order; nothing to a pod that shares its node's network, since it
   * can be on no other.
   *
   * @param dnsServers the network's, empty also while there is no such network
   */
  public static List<Addition> of(Pod pod, List<DnsServer> dnsServers, WaitContainer wait) {
    PodSpec spec = pod.getSpec();
    if (Boolean.TRUE.equals(spec.getHostNetwork())) {
      return List.of();
    }
    return Stream.of(gate(spec), nameservers(pod, dnsServers), wait(pod, wait))
        .flatMap(List::stream)
        .toList();
  }

  private static List<Addition> gate(PodSpec spec) {
    List<PodReadinessGate> gates = spec.getReadinessGates();
    if (gates.stream().anyMatch(gate -> MemberPod.ATTACHED.equals(gate.getConditionType()))) {
      return List.of();
    }
    return List.of(
        first(gates, "/spec/readinessGates", "-", new PodReadinessGate(MemberPod.ATTACHED)));
  }

  private static List<Addition> nameservers(Pod pod, List<DnsServer> dnsServers) {
    // A server that forwards what it does not know would ask itself.
    if (annotations(pod).containsKey(MemberPod.DNS_SERVER)) {
      return List.of();
    }
    PodDNSConfig config = pod.getSpec().getDnsConfig();
    List<String> own = config == null ? List.of() : config.getNameservers();
    List<String> all = new ArrayList<>(own);
    for (DnsServer server : dnsServers) {
      if (all.size() < room(pod.getSpec()) && !all.contains(server.address())) {
        all.add(server.address());
      }
    }
    if (all.size() == own.size()) {
      return List.of();
    }
    return List.of(
        config == null
            ? new Addition(
                "/spec/dnsConfig", new PodDNSConfigBuilder().withNameservers(all).build())
            : new Addition("/spec/dnsConfig/nameservers", all));
  }

  /**
   * How many nameservers a pod's dnsConfig may name: with every policy but None the kubelet puts at
   * least one before them, and more than three in all it cuts off with a warning.
   */
  private static int room(PodSpec spec) {
    return "None".equals(spec.getDnsPolicy()) ? NAMESERVERS : NAMESERVERS - 1;
  }

  private static List<Addition> wait(Pod pod, WaitContainer wait) {
    PodSpec spec = pod.getSpec();
    boolean asked = "true".equals(annotations(pod).get(WAIT_ANNOTATION));
    boolean taken =
        Stream.concat(spec.getInitContainers().stream(), spec.getContainers().stream())
            .map(Container::getName)
            .anyMatch(WaitContainer.NAME::equals);
    return asked && !taken
        ? List.of(first(spec.getInitContainers(), "/spec/initContainers", "0", wait.in(pod)))
        : List.of();
  }

  /** Into the list at the index, or as a list of its own where there is none. */
  private static Addition first(List<?> present, String path, String index, Object value) {
    return present.isEmpty()
        ? new Addition(path, List.of(value))
        : new Addition(path + "/" + index, value);
  }

  private static Map<String, String> annotations(Pod pod) {
    @Nullable Map<String, String> annotations = pod.getMetadata().getAnnotations();
    return annotations == null ? Map.of() : annotations;
  }
}
