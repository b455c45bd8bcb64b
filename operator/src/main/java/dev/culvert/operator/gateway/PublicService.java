package dev.culvert.operator.gateway;

import dev.culvert.crds.v1alpha1.ExposureType;
import dev.culvert.operator.plan.GatewayWish;
import dev.culvert.operator.plan.IkePorts;
import dev.culvert.operator.plan.Names;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Service of a gateway that is reached from outside. It keeps the peer's source address, and
 * leads to the gateway's pod alone: {@code externalTrafficPolicy: Local}.
 */
final class PublicService {
  private final ExposureSettings settings;
  private final GatewayObjects objects;

  PublicService(ExposureSettings settings, GatewayObjects objects) {
    this.settings = settings;
    this.objects = objects;
  }

  Optional<Service> render(GatewayWish wish) {
    return switch (wish.gateway().exposed().type()) {
      case LOAD_BALANCER -> Optional.of(loadBalancer(wish.name()));
      case NODE_PORT -> Optional.of(nodePort(wish.name()));
      case CLUSTER_IP, HOST_PORT, UNKNOWN -> Optional.empty();
    };
  }

  private Service loadBalancer(String gateway) {
    return new ServiceBuilder(
            service(
                gateway,
                ExposureType.LOAD_BALANCER,
                settings.loadBalancerAnnotations(),
                List.of(port("ike", IkePorts.IKE), port("ike-nat-t", IkePorts.NAT_TRAVERSAL))))
        .editSpec()
        .withLoadBalancerClass(settings.loadBalancerClass())
        .withLoadBalancerSourceRanges(
            settings.sourceRanges().isEmpty() ? null : settings.sourceRanges())
        .endSpec()
        .build();
  }

  /** One port for everything: peers that dial another port than 500 speak NAT traversal at once. */
  private Service nodePort(String gateway) {
    return service(
        gateway,
        ExposureType.NODE_PORT,
        settings.nodePortAnnotations(),
        List.of(port("ike-nat-t", IkePorts.NAT_TRAVERSAL)));
  }

  private Service service(
      String gateway, ExposureType type, Map<String, String> annotations, List<ServicePort> ports) {
    return new ServiceBuilder()
        .withMetadata(objects.metadata(Names.publicService(gateway)))
        .editMetadata()
        .addToAnnotations(annotations)
        .endMetadata()
        .withNewSpec()
        .withType(type == ExposureType.LOAD_BALANCER ? "LoadBalancer" : "NodePort")
        .withExternalTrafficPolicy("Local")
        .withPublishNotReadyAddresses(true)
        .withSelector(objects.selector())
        .withPorts(ports)
        .endSpec()
        .build();
  }

  private static ServicePort port(String name, int number) {
    return new ServicePortBuilder()
        .withName(name)
        .withProtocol("UDP")
        .withPort(number)
        .withTargetPort(new IntOrString(number))
        .build();
  }
}
