package dev.culvert.e2e.cleanup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.CulvertRelease;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Link;
import dev.culvert.e2e.scenario.Ping;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The chart as {@code helm template} prints it, applied whole by kubectl, for which its hooks are
 * ordinary objects; and installations that are removed in the wrong order.
 */
@ExtendWith(ClusterExtension.class)
class RenderedChartIT {
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final String FILE = "/tmp/culvert-rendered.yaml";
  private static final String JOB = "culvert-uninstall";
  private static final List<String> OWN_NAMESPACES =
      List.of(
          CulvertRelease.NAMESPACE,
          CulvertRelease.GATEWAY_NAMESPACE,
          CulvertRelease.NODES_NAMESPACE);
  private static final List<String> DEFINITIONS =
      Stream.of(
              "virtualnetworks",
              "localnetworksites",
              "gatewayconnections",
              "addressclaims",
              "networksegments")
          .map(plural -> plural + ".culvert.dev")
          .toList();

  @BeforeEach
  void nothingOfFormerTestsIsLeft(TestCluster cluster) {
    cluster.culvert();
    removeAllNetworks(cluster.client());
  }

  @AfterEach
  void installAgain(TestCluster cluster) {
    awaitNoNamespaceThatIsGoing(cluster.client());
    cluster.culvert().upgrade(Map.of());
  }

  @Test
  void renderedChart_appliedTwice_andAfterARefusedUninstall_leavesEverythingRunning(
      TestCluster cluster) {
    Link link = Link.connected(cluster);
    Installed before = Installed.on(cluster);

    apply(cluster, Map.of("uninstall.force", true));
    assertThat(lastWordsOfTheCheck(cluster))
        .startsWith("Nothing is done, because Helm is not uninstalling release \"culvert\" now")
        .contains("says status=deployed");
    apply(cluster, Map.of("uninstall.force", true));
    removeJob(cluster); // as its age will
    apply(cluster, Map.of("uninstall.force", true));
    assertThat(lastWordsOfTheCheck(cluster)).contains("says status=deployed");
    assertThat(Installed.on(cluster)).isEqualTo(before);

    assertThatThrownBy(() -> cluster.culvert().uninstall()).isInstanceOf(RuntimeException.class);
    assertThat(newestRecord(cluster).getMetadata().getLabels())
        .as("what the refusal leaves behind")
        .containsEntry("status", "uninstalling");
    assertThat(newestRecord(cluster).getMetadata().getManagedFields())
        .as("who wrote it, by whom a wrong clock is told from an old record")
        .anyMatch(entry -> entry.getManager().toLowerCase(Locale.ROOT).startsWith("helm"));
    kubectlApply(cluster, Map.of());
    assertThat(Installed.on(cluster)).as("the refused Job still there").isEqualTo(before);

    removeJob(cluster);
    age(cluster, Duration.ofMinutes(4));
    apply(cluster, Map.of("uninstall.force", true));

    assertThat(lastWordsOfTheCheck(cluster)).contains("was refused or broken off");
    assertThat(Installed.on(cluster)).isEqualTo(before);
    assertThat(Ping.run(link.left(), link.right(), 10).lost()).isZero();

    removeAllNetworks(cluster.client());
    cluster.culvert().uninstall();
    assertThat(cluster.client().secrets().inNamespace(CulvertRelease.NAMESPACE).list().getItems())
        .as("a real uninstall is none the less carried out")
        .isEmpty();
    link.delete();
  }

  @Test
  @Tag("soak") // Removes what the other tests of the cluster stand on.
  void installationWithoutHelm_runs_andDeletedBeforeItsNetworks_leavesTheDocumentedWayOut(
      TestCluster cluster) {
    cluster.culvert().uninstall();
    awaitNoNamespaceThatIsGoing(cluster.client());

    apply(cluster, Map.of("operatorNamespace.create", true));
    assertThat(lastWordsOfTheCheck(cluster)).contains("has no Secret of type helm.sh/release.v1");
    cluster.kubectl(
        "-n",
        CulvertRelease.NAMESPACE,
        "rollout",
        "status",
        "deployment/culvert",
        "--timeout=120s");
    Link link = Link.connected(cluster);
    Installed before = Installed.on(cluster);
    removeJob(cluster);
    apply(cluster, Map.of("operatorNamespace.create", true));
    assertThat(Installed.on(cluster)).isEqualTo(before);

    OWN_NAMESPACES.forEach(name -> cluster.client().namespaces().withName(name).delete());
    OWN_NAMESPACES.forEach(name -> Traces.awaitGone(cluster, name));
    holdByFinalizers(cluster.client());
    cluster.kubectl("delete", "-f", FILE, "--ignore-not-found", "--wait=false");
    link.delete();
    assertThat(objects(cluster.client()))
        .as("what hangs now")
        .isNotEmpty()
        .allMatch(object -> object.getMetadata().getDeletionTimestamp() != null)
        .allMatch(object -> !object.getMetadata().getFinalizers().isEmpty());

    Documented.run(cluster, Documented.command("Removed in the wrong order"));

    assertThat(objects(cluster.client()))
        .as("finalizers of others stay")
        .singleElement()
        .satisfies(object ->
            assertThat(object.getMetadata().getFinalizers()).containsExactly("example.com/keep"));
    objects(cluster.client())
        .forEach(object ->
            cluster
                .client()
                .resource(object)
                .edit(present -> {
                  present.getMetadata().setFinalizers(List.of());
                  return present;
                }));
    Traces.awaitGone(cluster, link.left().namespace());
    Traces.awaitGone(cluster, link.right().namespace());
    await("the definitions are gone").atMost(LIMIT).until(() -> definitions(cluster).isBlank());
  }

  @Test
  @Tag("soak") // Removes what the other tests of the cluster stand on.
  void definitionsDeletedFirst_takeNetworksAndGatewaysWithThem(TestCluster cluster) {
    Link link = Link.connected(cluster);
    Traces left = Traces.of(link.left());

    for (String definition : DEFINITIONS) {
      cluster.kubectl("delete", "crd", definition, "--wait=false", "--ignore-not-found");
    }
    Documented.run(cluster, Documented.command("Removed in the wrong order"));

    await("the definitions are gone").atMost(LIMIT).until(() -> definitions(cluster).isBlank());
    cluster.culvert().uninstall();
    awaitNoNamespaceThatIsGoing(cluster.client());
    assertThat(cluster.client().namespaces().withName(CulvertRelease.GATEWAY_NAMESPACE).get())
        .as("the gateways' namespace, with " + left.gateway())
        .isNull();
    link.delete();
  }

  @Test
  void releaseOfAnotherName_takesOverByTheDocumentedCommand(TestCluster cluster) {
    Link link = Link.connected(cluster);
    cluster.culvert().upgrade(Map.of("uninstall.force", true));
    cluster.culvert().uninstall();
    awaitNoNamespaceThatIsGoing(cluster.client());
    CulvertRelease other = cluster.culvert().named("tunnels", "tunnels-system");
    assertThatThrownBy(() -> other.upgrade(Map.of()))
        .hasMessageContaining("invalid ownership metadata");

    takeOver(cluster, "tunnels", "tunnels-system");
    other.upgrade(Map.of());

    link.awaitConnected();
    assertThat(Ping.run(link.left(), link.right(), 10).lost()).isZero();

    removeAllNetworks(cluster.client());
    other.uninstall();
    link.delete();
    cluster.client().namespaces().withName("tunnels-system").delete();
    awaitNoNamespaceThatIsGoing(cluster.client());
    takeOver(cluster, CulvertRelease.NAME, CulvertRelease.NAMESPACE);
  }

  private static void takeOver(TestCluster cluster, String release, String namespace) {
    Documented.run(
        cluster,
        Documented.command("Install it under another name")
            .replace("NAMESPACE", namespace)
            .replace("NAME", release));
  }

  /** Applies the chart and waits until the check has ended well. */
  private static void apply(TestCluster cluster, Map<String, Object> values) {
    kubectlApply(cluster, values);
    await("the check ended well")
        .atMost(LIMIT)
        .untilAsserted(() -> {
          Job job = job(cluster.client());
          assertThat(job).isNotNull();
          assertThat(job.getStatus().getSucceeded()).isEqualTo(1);
        });
  }

  private static void kubectlApply(TestCluster cluster, Map<String, Object> values) {
    try {
      Path file = Files.createTempFile("culvert-rendered-", ".yaml");
      Files.writeString(file, CulvertRelease.rendered(values));
      cluster.node().put(file, FILE);
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cluster.kubectl("apply", "-f", FILE);
  }

  private static Job job(KubernetesClient client) {
    return client.batch().v1().jobs().inNamespace(CulvertRelease.NAMESPACE).withName(JOB).get();
  }

  private static void removeJob(TestCluster cluster) {
    cluster.kubectl("-n", CulvertRelease.NAMESPACE, "delete", "job", JOB, "--wait");
    await("its pod is gone")
        .atMost(LIMIT)
        .until(() ->
            cluster
                .client()
                .pods()
                .inNamespace(CulvertRelease.NAMESPACE)
                .withLabel("app.kubernetes.io/component", "uninstall")
                .list()
                .getItems()
                .isEmpty());
  }

  private static String lastWordsOfTheCheck(TestCluster cluster) {
    return cluster.kubectl("-n", CulvertRelease.NAMESPACE, "logs", "job/" + JOB);
  }

  private static Secret newestRecord(TestCluster cluster) {
    return cluster
        .client()
        .secrets()
        .inNamespace(CulvertRelease.NAMESPACE)
        .withLabel("owner", "helm")
        .list()
        .getItems()
        .stream()
        .max(
            Comparator.comparing(
                secret -> Integer.parseInt(secret.getMetadata().getLabels().get("version"))))
        .orElseThrow();
  }

  /** As if the refusal had been some time ago, for the client that has Helm's name too. */
  private static void age(TestCluster cluster, Duration age) {
    Secret record = newestRecord(cluster);
    String time = Instant.now().minus(age).toString();
    cluster
        .client()
        .resource(record)
        .edit(present -> {
          present
              .getMetadata()
              .getLabels()
              .put("modifiedAt", String.valueOf(Instant.parse(time).getEpochSecond()));
          present
              .getMetadata()
              .getManagedFields()
              .forEach(entry -> entry.setTime(time.substring(0, 19) + "Z"));
          return present;
        });
  }

  /** With all finalizers that Culvert may have put there, and one of somebody else. */
  private static void holdByFinalizers(KubernetesClient client) {
    boolean first = true;
    for (HasMetadata object : objects(client)) {
      String finalizer = first ? "example.com/keep" : "culvert.dev/tunnel";
      first = false;
      client
          .resource(object)
          .edit(present -> {
            present.addFinalizer("culvert.dev/tunnel");
            present.addFinalizer(finalizer);
            return present;
          });
    }
  }

  private static String definitions(TestCluster cluster) {
    return cluster.kubectl("get", "crd", "-o", "name", "-l", "app.kubernetes.io/name=culvert");
  }

  private static void removeAllNetworks(KubernetesClient client) {
    objects(client).forEach(object -> client.resource(object).delete());
    await("no network left").atMost(LIMIT).until(() -> objects(client).isEmpty());
  }

  private static List<HasMetadata> objects(KubernetesClient client) {
    return Stream.of(GatewayConnection.class, VirtualNetwork.class)
        .flatMap(kind -> {
          try {
            return client.resources(kind).inAnyNamespace().list().getItems().stream();
          } catch (KubernetesClientException e) {
            if (e.getCode() == 404) {
              return Stream.empty();
            }
            throw e;
          }
        })
        .map(object -> (HasMetadata) object)
        .toList();
  }

  private static void awaitNoNamespaceThatIsGoing(KubernetesClient client) {
    await("Culvert's namespaces are there to stay, or gone")
        .atMost(LIMIT)
        .until(() ->
            client.namespaces().list().getItems().stream()
                .filter(namespace -> OWN_NAMESPACES.contains(namespace.getMetadata().getName()))
                .allMatch(namespace -> namespace.getMetadata().getDeletionTimestamp() == null));
  }
}
