package dev.culvert.operator.gateway;

import dev.culvert.crds.v1alpha1.Exposure;
import dev.culvert.operator.plan.IkePorts;
import dev.culvert.operator.plan.Published;
import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the cluster says of where a gateway is reached.
 *
 * @param clusterService the Service for links
 * @param publicService the Service for peers outside, where the exposure has one
 * @param nodeAddress the address of the node the gateway's pod is on
 */
public record Reachability(
    Optional<Service> clusterService,
    Optional<Service> publicService,
    Optional<String> nodeAddress) {

  /** Where gateways of the same cluster dial it. */
  public Optional<String> clusterAddress() {
    return clusterService.map(service -> service.getSpec().getClusterIP());
  }

  /** Where peers outside reach it. */
  public Published published(Exposure exposure) {
    return switch (exposure.type()) {
      case CLUSTER_IP, UNKNOWN ->
          clusterAddress()
              .map(Published::at)
              .orElseGet(() -> Published.pending("The gateway's Service has no address yet."));
      case LOAD_BALANCER ->
          ingress()
              .map(Published::at)
              .orElseGet(() ->
                  Published.pending(
                      "The gateway's Service of type LoadBalancer has no address yet: the cluster's"
                          + " load balancer has to give it one."));
      case HOST_PORT -> atNode(exposure, Optional.of(IkePorts.IKE));
      case NODE_PORT -> atNode(exposure, nodePort());
    };
  }

  private Published atNode(Exposure exposure, Optional<Integer> port) {
    Optional<String> address = Optional.ofNullable(exposure.address()).or(() -> nodeAddress);
    return address
        .flatMap(a -> port.map(p -> Published.at(a, p)))
        .orElseGet(() ->
            Published.pending(
                port.isEmpty()
                    ? "The gateway's Service of type NodePort has no port yet."
                    : "The gateway's pod is not on a node yet."));
  }

  private Optional<String> ingress() {
    return publicService
        .map(Service::getStatus)
        .flatMap(status -> Optional.ofNullable(status.getLoadBalancer()))
        .flatMap(balancer -> balancer.getIngress().stream().findFirst())
        .flatMap(Reachability::address);
  }

  private static Optional<String> address(LoadBalancerIngress ingress) {
    return Stream.of(
            Optional.ofNullable(ingress.getIp()), Optional.ofNullable(ingress.getHostname()))
        .flatMap(Optional::stream)
        .filter(text -> !text.isBlank())
        .findFirst();
  }

  private Optional<Integer> nodePort() {
    return publicService.stream()
        .flatMap(service -> service.getSpec().getPorts().stream())
        .map(ServicePort::getNodePort)
        .flatMap(Stream::ofNullable)
        .filter(port -> port > 0)
        .findFirst();
  }
}
