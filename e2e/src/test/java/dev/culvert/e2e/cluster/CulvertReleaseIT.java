package dev.culvert.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.readiness.Readiness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ClusterExtension.class)
class CulvertReleaseIT {

  @Test
  void installedChart_hasAReadyOperatorThatNeverRestarted(TestCluster cluster) {
    cluster.culvert();

    assertThat(cluster.client().pods().inNamespace(CulvertRelease.NAMESPACE).list().getItems())
        .isNotEmpty()
        .allMatch(Readiness::isPodReady)
        .flatExtracting(pod -> pod.getStatus().getContainerStatuses())
        .extracting("restartCount")
        .containsOnly(0);
  }
}
