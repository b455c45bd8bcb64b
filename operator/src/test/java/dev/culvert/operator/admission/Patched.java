package dev.culvert.operator.admission;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.culvert.crds.v1alpha1.DnsServer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.zjsonpatch.JsonPatch;
import java.util.List;
import java.util.stream.IntStream;

/** Pods before and after their mutation, as an API server makes the one of the other. */
final class Patched {
  static final WaitContainer WAIT = new WaitContainer("culvert/node-agent:1.0.0", "IfNotPresent");

  private static final ObjectMapper JSON = new ObjectMapper();

  private Patched() {}

  /** A pod as the API server fills it in, with one container. */
  static PodBuilder pod() {
    return new PodBuilder()
        .withNewMetadata()
        .withName("web")
        .addToLabels("culvert.dev/virtual-network", "vnet1")
        .addToLabels("culvert.dev/subnet", "frontend")
        .endMetadata()
        .withNewSpec()
        .withDnsPolicy("ClusterFirst")
        .addNewContainer()
        .withName("web")
        .endContainer()
        .endSpec();
  }

  /** Servers of a network by their addresses. */
  static List<DnsServer> servers(String... addresses) {
    return IntStream.range(0, addresses.length)
        .mapToObj(i -> new DnsServer("dns" + i, addresses[i]))
        .toList();
  }

  /** The pod after its mutation. */
  static Pod mutated(PodBuilder before, String... dnsServers) {
    Pod pod = before.build();
    return patched(pod, JSON.valueToTree(PodMutation.of(pod, servers(dnsServers), WAIT)));
  }

  /** The pod after a JSON patch. */
  static Pod patched(Pod pod, JsonNode patch) {
    try {
      return JSON.treeToValue(JsonPatch.apply(patch, JSON.valueToTree(pod)), Pod.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the patch makes no pod", e);
    }
  }
}
