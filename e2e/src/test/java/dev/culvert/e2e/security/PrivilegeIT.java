package dev.culvert.e2e.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.CulvertRelease;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Link;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the API server was told of the containers, and what the kernel makes of it. */
@ExtendWith(ClusterExtension.class)
class PrivilegeIT {
  private static final String STATUS_OF_EVERY_PROCESS =
      "for process in /proc/[0-9]*; do cat $process/status 2>/dev/null; done";

  /** Numbers of capabilities(7): NET_BIND_SERVICE 10, NET_ADMIN 12, MKNOD 27. */
  private static final long GATEWAY_CAPABILITIES = 1 << 10 | 1 << 12 | 1 << 27;

  @Test
  void gateway_hasThreeCapabilities_noToken_andARootItCannotWrite(TestCluster cluster) {
    Link link = Link.connected(cluster);
    Pod pod = link.left().pod();

    assertThat(pod.getSpec().getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getSpec().getHostNetwork()).isNull();
    assertThat(pod.getSpec().getSecurityContext().getSeccompProfile().getType())
        .isEqualTo("RuntimeDefault");
    assertThat(pod.getSpec().getInitContainers()).isEmpty();
    assertThat(pod.getSpec().getContainers())
        .singleElement()
        .satisfies(container -> {
          var security = container.getSecurityContext();
          assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
          assertThat(security.getCapabilities().getAdd())
              .containsExactlyInAnyOrder("NET_ADMIN", "NET_BIND_SERVICE", "MKNOD");
          assertThat(security.getReadOnlyRootFilesystem()).isTrue();
          assertThat(security.getAllowPrivilegeEscalation()).isFalse();
          assertThat(security.getPrivileged()).isNotEqualTo(true);
        });
    assertThat(pod.getSpec().getVolumes())
        .allMatch(volume -> volume.getSecret() != null || volume.getEmptyDir() != null);

    Map<String, List<String>> processes =
        byField(link.left().exec("sh", "-c", STATUS_OF_EVERY_PROCESS));
    assertThat(processes.get("Name")).contains("java", "charon-systemd");
    assertThat(processes.get("CapBnd"))
        .allMatch(value -> Long.parseLong(value, 16) == GATEWAY_CAPABILITIES);
    assertThat(processes.get("CapEff"))
        .allMatch(value -> (Long.parseLong(value, 16) & ~GATEWAY_CAPABILITIES) == 0);
    assertThat(processes.get("Seccomp")).containsOnly("2"); // filtered, prctl(2)
    assertThat(processes.get("NoNewPrivs")).containsOnly("1");
    assertThat(link.left().exec("sh", "-c", "ls /var/run/secrets /run/secrets 2>/dev/null; true"))
        .isBlank();
    assertThat(link.left().exec("sh", "-c", "touch /opt/culvert/new /etc/new 2>&1; true"))
        .containsSubsequence("Read-only file system", "Read-only file system");
    link.delete();
  }

  @Test
  void operator_isNotRoot_andHasNoCapability(TestCluster cluster) {
    cluster.culvert();
    Pod pod =
        cluster.client().pods().inNamespace(CulvertRelease.NAMESPACE).list().getItems().getFirst();

    Map<String, List<String>> processes =
        byField(
            cluster.kubectl(
                "exec",
                "-n",
                CulvertRelease.NAMESPACE,
                pod.getMetadata().getName(),
                "--",
                "sh",
                "-c",
                STATUS_OF_EVERY_PROCESS));

    assertThat(processes.get("Name")).contains("java");
    assertThat(processes.get("Uid")).noneMatch(ids -> List.of(ids.split("\\s+")).contains("0"));
    assertThat(processes.get("CapEff")).containsOnly("0000000000000000");
    assertThat(processes.get("CapPrm")).containsOnly("0000000000000000");
    assertThat(processes.get("CapBnd")).containsOnly("0000000000000000");
    assertThat(processes.get("Seccomp")).containsOnly("2");
    assertThat(processes.get("NoNewPrivs")).containsOnly("1");
  }

  /** The lines of proc_pid_status(5), by their names. */
  private static Map<String, List<String>> byField(String status) {
    return status
        .lines()
        .map(line -> line.split(":\\s*", 2))
        .collect(
            Collectors.groupingBy(
                words -> words[0], Collectors.mapping(words -> words[1], Collectors.toList())));
  }
}
