package dev.culvert.e2e.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.CulvertRelease;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.GatewayDocument;
import dev.culvert.e2e.scenario.KeySecret;
import dev.culvert.e2e.scenario.Link;
import dev.culvert.e2e.scenario.Side;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Where shared keys are looked for, and are not. */
@ExtendWith(ClusterExtension.class)
class KeySecrecyIT {
  private static final Set<String> OWN =
      Set.of(CulvertRelease.NAMESPACE, CulvertRelease.GATEWAY_NAMESPACE);

  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** One key, another one, and one that is none; no other test has them. */
  private static final List<String> GIVEN =
      List.of("Qm3xH8vKt6Wc1yRz5pLd9nBs", "Je7uF2gSa4Xo0iMk6hTq8wVn", "\tG5mQf8UwE1zHy6oJi0Ns");

  private static final String OBJECTS_BUT_SECRETS =
      "kubectl get $(kubectl api-resources --verbs=list -o name | grep -v '^secrets$'"
          + " | tr '\\n' ',' | sed 's/,$//') --all-namespaces -o yaml --show-managed-fields"
          + " 2>/dev/null; true";

  private static final String LOGS = "find /var/log/pods -type f -name '*.log' -exec cat {} +";

  private static final String PROCESSES =
      "cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n'";

  @Test
  void keysOfLinks_areInNoObject_log_argument_orMetric(TestCluster cluster) {
    Link link = Link.connected(cluster);
    link.right().changeAddressSpace(List.of(link.right().prefix(), "10.22.0.0/16"));
    link.left().awaitReaching(link.right(), "10.22.0.0/16");
    restartLeft(link);
    link.awaitConnected();

    List<String> keys = keys(cluster);
    assertThat(shown(GatewayDocument.of(link.left()), keys)).as("the keys in use").hasSize(1);
    List<String> forms =
        keys.stream()
            .flatMap(key -> Stream.concat(forms(key), Stream.of(base64(bytesOf(key)))))
            .toList();

    assertNowhere(cluster, link, forms);
    link.delete();
  }

  @Test
  void givenKeys_areInNoObject_log_argument_orMetric(TestCluster cluster) {
    Side left = Side.inNewNamespace(cluster, "left", 1);
    Side right = Side.inNewNamespace(cluster, "right", 2);
    Link link = new Link(left, right);
    KeySecret leftKey = new KeySecret(left, "link-key");
    KeySecret rightKey = new KeySecret(right, "link-key");
    leftKey.set(GIVEN.getFirst());
    rightKey.set(GIVEN.getFirst());
    left.createNetwork();
    right.createNetwork();
    left.connectTo(right, leftKey);
    right.connectTo(left, rightKey);
    link.awaitConnected();
    assertThat(shown(GatewayDocument.of(left), GIVEN)).as("the key in use").containsExactly(0);

    leftKey.set(GIVEN.get(1));
    await("left is to use another key than right")
        .atMost(LIMIT)
        .until(() -> shown(GatewayDocument.of(left), GIVEN).equals(List.of(1)));
    restartLeft(link);
    awaitReason(right, left, "PskMismatch");
    rightKey.set(GIVEN.get(2));
    awaitReason(right, left, "SharedKeyInvalid");
    rightKey.set(GIVEN.get(1));
    link.awaitConnected();

    assertNowhere(cluster, link, GIVEN.stream().flatMap(KeySecrecyIT::forms).toList());
    link.delete();
  }

  private static void awaitReason(Side from, Side to, String reason) {
    await(reason).atMost(LIMIT).until(() -> from.reasonTowards(to).equals(reason));
  }

  /** Replaces the pod of the left gateway. */
  private static void restartLeft(Link link) {
    String former = link.left().pod().getMetadata().getUid();
    link.left().cluster().client().resource(link.left().pod()).delete();
    await("a new gateway pod")
        .atMost(LIMIT)
        .ignoreExceptionsInstanceOf(AssertionError.class)
        .until(() ->
            !link.left().pod().getMetadata().getUid().equals(former)
                && Readiness.isPodReady(link.left().pod()));
  }

  private static void assertNowhere(TestCluster cluster, Link link, List<String> forms) {
    String objects = cluster.node().exec("sh", "-c", OBJECTS_BUT_SECRETS);
    assertThat(objects)
        .contains("kind: GatewayConnection", "kind: Event", "kind: Pod", "kind: ReplicaSet")
        .contains("namespace: " + link.left().namespace());
    assertThat(shown(objects, forms)).as("objects and events").isEmpty();
    assertThat(shown(foreignSecrets(cluster), forms)).as("other namespaces' Secrets").isEmpty();

    String logs = cluster.node().exec("sh", "-c", LOGS);
    assertThat(logs).contains(link.left().gateway(), "charon");
    assertThat(shown(logs, forms)).as("logs").isEmpty();

    String processes = cluster.node().exec("sh", "-c", PROCESSES);
    assertThat(processes).contains("dev.culvert.gateway.agent.GatewayAgent", "charon-systemd");
    assertThat(shown(processes, forms)).as("arguments and environments").isEmpty();

    String metrics = metrics(cluster);
    assertThat(metrics).contains("culvert_reconcile");
    assertThat(shown(metrics, forms)).as("metrics").isEmpty();
  }

  /** The keys of all links there are. */
  private static List<String> keys(TestCluster cluster) {
    return cluster
        .client()
        .secrets()
        .inNamespace(CulvertRelease.NAMESPACE)
        .withLabel("culvert.dev/link", "true")
        .list()
        .getItems()
        .stream()
        .flatMap(secret -> secret.getData().values().stream())
        .map(KeySecrecyIT::decoded)
        .toList();
  }

  /** A key as it stands in its Secret, and what careless programs make of it. */
  private static Stream<String> forms(String key) {
    byte[] characters = key.getBytes(StandardCharsets.UTF_8);
    return Stream.of(key.strip(), HexFormat.of().formatHex(characters), base64(characters));
  }

  /** The bytes of a generated key, which is written in hexadecimal digits. */
  private static byte[] bytesOf(String key) {
    return HexFormat.of().parseHex(key);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Numbers of the forms that the text shows; not the forms, which a report would spread. */
  private static List<Integer> shown(String text, List<String> forms) {
    return Stream.iterate(0, i -> i < forms.size(), i -> i + 1)
        .filter(i -> text.contains(forms.get(i)))
        .toList();
  }

  private static String foreignSecrets(TestCluster cluster) {
    return cluster.client().secrets().inAnyNamespace().list().getItems().stream()
        .filter(secret -> !OWN.contains(secret.getMetadata().getNamespace()))
        .filter(secret -> !KeySecret.isOne(secret))
        .map(Serialization::asJson)
        .collect(Collectors.joining("\n"));
  }

  private static String metrics(TestCluster cluster) {
    String pod =
        cluster
            .client()
            .pods()
            .inNamespace(CulvertRelease.NAMESPACE)
            .list()
            .getItems()
            .getFirst()
            .getMetadata()
            .getName();
    return cluster.kubectl(
        "get",
        "--raw",
        "/api/v1/namespaces/%s/pods/%s:8080/proxy/metrics"
            .formatted(CulvertRelease.NAMESPACE, pod));
  }

  private static String decoded(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }
}
