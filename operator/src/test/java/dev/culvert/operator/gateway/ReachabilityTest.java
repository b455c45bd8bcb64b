package dev.culvert.operator.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.crds.v1alpha1.Exposure;
import dev.culvert.crds.v1alpha1.ExposureType;
import dev.culvert.operator.plan.Published;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReachabilityTest {
  private static final Optional<Service> CLUSTER =
      Optional.of(new ServiceBuilder().withNewSpec().withClusterIP("10.43.0.9").endSpec().build());
  private static final Reachability NOTHING =
      new Reachability(Optional.empty(), Optional.empty(), Optional.empty());

  @Test
  void clusterIp_isWhereLinksDialToo() {
    var reachability = new Reachability(CLUSTER, Optional.empty(), Optional.empty());
    assertThat(published(reachability, ExposureType.CLUSTER_IP))
        .isEqualTo(Published.at("10.43.0.9"));
    assertThat(reachability.clusterAddress()).contains("10.43.0.9");
  }

  @ParameterizedTest
  @EnumSource(
      value = ExposureType.class,
      names = {"UNKNOWN"},
      mode = EnumSource.Mode.EXCLUDE)
  void whatIsNotThereYet_isSaid(ExposureType type) {
    Published published = published(NOTHING, type);
    assertThat(published.address()).isEmpty();
    assertThat(published.pending()).isPresent();
  }

  @Test
  void loadBalancer_isReachedAtItsAddress_orElseItsName() {
    assertThat(published(balanced("198.51.100.7", "lb.example.com"), ExposureType.LOAD_BALANCER))
        .isEqualTo(Published.at("198.51.100.7"));
    assertThat(published(balanced(null, "lb.example.com"), ExposureType.LOAD_BALANCER))
        .isEqualTo(Published.at("lb.example.com"));
  }

  @Test
  void hostPort_isReachedAtTheNode_orWhereItsOwnerSays() {
    var reachability = new Reachability(CLUSTER, Optional.empty(), Optional.of("192.0.2.10"));
    assertThat(published(reachability, ExposureType.HOST_PORT))
        .isEqualTo(Published.at("192.0.2.10"));
    assertThat(reachability.published(new Exposure(ExposureType.HOST_PORT, "203.0.113.1")))
        .isEqualTo(Published.at("203.0.113.1"));
  }

  @Test
  void nodePort_isReachedAtTheNode_byTheOnePortItHas() {
    Service service =
        new ServiceBuilder()
            .withNewSpec()
            .addNewPort()
            .withPort(4500)
            .withNodePort(31234)
            .endPort()
            .endSpec()
            .build();
    var reachability = new Reachability(CLUSTER, Optional.of(service), Optional.of("192.0.2.10"));
    assertThat(published(reachability, ExposureType.NODE_PORT))
        .isEqualTo(Published.at("192.0.2.10", 31234));
  }

  private static Published published(Reachability reachability, ExposureType type) {
    return reachability.published(new Exposure(type, null));
  }

  private static Reachability balanced(String address, String name) {
    Service service =
        new ServiceBuilder()
            .withNewSpec()
            .endSpec()
            .withNewStatus()
            .withNewLoadBalancer()
            .addNewIngress()
            .withIp(address)
            .withHostname(name)
            .endIngress()
            .endLoadBalancer()
            .endStatus()
            .build();
    return new Reachability(CLUSTER, Optional.of(service), Optional.empty());
  }
}
