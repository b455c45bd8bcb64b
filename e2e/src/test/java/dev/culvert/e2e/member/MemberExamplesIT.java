package dev.culvert.e2e.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.CommandFailedException;
import dev.culvert.e2e.cluster.Repository;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Member;
import dev.culvert.e2e.scenario.NameService;
import dev.culvert.e2e.scenario.Tools;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The examples with pods, applied as they are, and the commands of their comments. */
@ExtendWith(ClusterExtension.class)
class MemberExamplesIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final String COMMAND = "#   kubectl ";
  private static final List<String> NAMESPACES =
      List.of("shop", "shop-staging", "team-north", "team-east");

  private TestCluster cluster;

  @BeforeEach
  void install(TestCluster shared) {
    cluster = shared;
    cluster.culvert();
    Tools.on(cluster); // and with them the images that the examples' pods are made of
    for (String namespace : NAMESPACES) {
      await(namespace + " of former tests is gone")
          .atMost(LIMIT)
          .until(() -> cluster.client().namespaces().withName(namespace).get() == null);
    }
  }

  @AfterEach
  void delete() {
    NAMESPACES.forEach(name -> cluster.client().namespaces().withName(name).delete());
  }

  @Test
  void threeTier_askEachOtherByName_andTheirTwinReachesNone() {
    List<String> commands = commands("three-tier/1-network.yaml");
    assertThat(commands).hasSize(5);
    try (NameService theClusters = NameService.on(cluster)) {
      theClusters.give("elsewhere.test", "192.0.2.1");
      put("three-tier/1-network.yaml", "three-tier/2-dns.yaml", "three-tier/3-tiers.yaml");

      kubectl(commands.get(0));

      await("all pods").atMost(LIMIT).until(() -> pods("shop").size() == 6);
      for (Pod pod : pods("shop")) {
        Member.of(cluster, "shop", pod.getMetadata().getName()).awaitAttached();
      }
      Member probe = Member.of(cluster, "shop-staging", "probe").awaitAttached();
      assertThat(probe.address()).isEqualTo("10.10.0.4");
      assertThat(kubectl(commands.get(1)))
          .contains("10.10.0.4 ", "10.10.0.5 ", "10.10.1.10 ", "10.10.2.4 ", "10.10.2.5 ")
          .contains("10.10.3.4 ")
          .doesNotContain("False");

      await("web asks app")
          .atMost(LIMIT)
          .ignoreExceptionsInstanceOf(CommandFailedException.class)
          .until(() -> kubectl(commands.get(2)).strip(), "app"::equals);
      assertThat(kubectl(commands.get(3)).strip()).isEqualTo("data-0");
      assertThat(
              cluster.kubectl(
                  "-n", "shop", "exec", "deploy/web", "--", "nslookup", "elsewhere.test"))
          .as("names of the cluster are found too")
          .contains("192.0.2.1");
      assertThatThrownBy(() -> kubectl(commands.get(4))).isInstanceOf(CommandFailedException.class);

      String former = pod("data-0").getMetadata().getUid();
      cluster.client().pods().inNamespace("shop").withName("data-0").withGracePeriod(0).delete();
      await("another data-0")
          .atMost(LIMIT)
          .ignoreExceptions()
          .until(() -> !pod("data-0").getMetadata().getUid().equals(former));
      assertThat(Member.of(cluster, "shop", "data-0").awaitAttached().address())
          .isEqualTo("10.10.2.4");
      await("the new data-0 answers at the old address")
          .atMost(LIMIT)
          .ignoreExceptionsInstanceOf(CommandFailedException.class)
          .until(() -> kubectl(commands.get(3)).strip(), "data-0"::equals);
    }
  }

  @Test
  void vnetToVnet_aPodOfOneNetworkGetsAPageOfAPodOfTheOther() {
    List<String> commands = commands("vnet-to-vnet/pods.yaml");
    assertThat(commands).hasSize(2);
    for (String file : List.of("vnet1.yaml", "vnet2.yaml", "pods.yaml")) {
      put("vnet-to-vnet/" + file);
      cluster.kubectl("apply", "-f", "/tmp/examples/vnet-to-vnet/" + file);
    }

    Member.of(cluster, "team-east", "web").awaitAttached();
    Member.of(cluster, "team-north", "client").awaitAttached();

    assertThat(kubectl(commands.get(0))).contains("10.2.0.4 ", "10.2.255.228 ");
    await("the page")
        .atMost(LIMIT)
        .ignoreExceptionsInstanceOf(CommandFailedException.class)
        .until(() -> kubectl(commands.get(1)).strip(), "hello from VNet2"::equals);
  }

  private void put(String... manifests) {
    for (String manifest : manifests) {
      cluster.node().put(file(manifest), "/tmp/examples/" + manifest);
    }
  }

  /** Runs a line of an example's comment in the folder that examples/ is in. */
  private String kubectl(String line) {
    return cluster.node().exec("sh", "-c", "cd /tmp && " + line);
  }

  /** The commands that an example says to run. */
  private static List<String> commands(String manifest) {
    try (var lines = Files.lines(file(manifest))) {
      return lines
          .filter(line -> line.startsWith(COMMAND))
          .map(line -> line.substring(1).strip())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path file(String manifest) {
    return Repository.root().resolve("examples").resolve(manifest);
  }

  private List<Pod> pods(String namespace) {
    return cluster.client().pods().inNamespace(namespace).list().getItems();
  }

  private Pod pod(String name) {
    return cluster.client().pods().inNamespace("shop").withName(name).require();
  }
}
