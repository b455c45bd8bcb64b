package dev.culvert.operator.uninstall;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When the check acts, and when it touches nothing. */
@EnableKubernetesMockClient(crud = true)
class UninstallCheckTest {
  private static final String SYSTEM = "culvert-system";
  private static final String POD = "culvert-uninstall-x7k2p";

  private KubernetesClient client;

  /** When the API server made the check's pod. */
  private Instant asked;

  @BeforeEach
  void operatorIsInstalled() {
    client
        .resource(
            new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace(SYSTEM)
                .withName("culvert")
                .endMetadata()
                .withNewSpec()
                .withReplicas(2)
                .withNewSelector()
                .addToMatchLabels("app.kubernetes.io/component", "operator")
                .endSelector()
                .endSpec()
                .build())
        .create();
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace(SYSTEM)
                .withName("culvert-ca")
                .addToLabels("app.kubernetes.io/managed-by", "culvert")
                .endMetadata()
                .build())
        .create();
    asked =
        Instant.parse(
            client
                .resource(
                    new PodBuilder()
                        .withNewMetadata()
                        .withNamespace(SYSTEM)
                        .withName(POD)
                        .endMetadata()
                        .build())
                .create()
                .getMetadata()
                .getCreationTimestamp());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 179, -1, -179})
  void helmThatUninstallsNow_isServed(long secondsAgo) throws Exception {
    record(1, "deployed", "");
    record(2, "uninstalling", secondsAgo(secondsAgo));

    assertThat(check(true)).isInstanceOf(Outcome.Cleared.class);
    assertThat(replicas()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {180, 181, 3_600, -180, -86_400})
  void recordOfARefusedUninstall_movesNothing(long secondsAgo) throws Exception {
    record(2, "uninstalling", secondsAgo(secondsAgo));

    assertNothingIsDone(
        check(true),
        "Secret culvert-system/sh.helm.release.v1.culvert.v2 says status=uninstalling since "
            + asked.minusSeconds(secondsAgo));
  }

  @ParameterizedTest
  @CsvSource({"deployed", "failed", "pending-upgrade", "superseded", "uninstalled"})
  void releaseThatIsNotUninstalled_movesNothing(String status) throws Exception {
    record(1, status, secondsAgo(1));

    assertNothingIsDone(
        check(true),
        "Secret culvert-system/sh.helm.release.v1.culvert.v1 says status=%s; status=uninstalling is expected"
            .formatted(status));
  }

  @Test
  void noRelease_movesNothing() throws Exception {
    assertNothingIsDone(
        check(true),
        "namespace culvert-system has no Secret of type helm.sh/release.v1 of release \"culvert\"");
  }

  @Test
  void newestRevisionCounts_byItsNumber() throws Exception {
    record(9, "uninstalling", secondsAgo(1));
    record(10, "deployed", "");

    assertNothingIsDone(check(true), "sh.helm.release.v1.culvert.v10 says status=deployed");
  }

  @Test
  void releasesOfOthers_secretsOfOtherTypes_andOfOtherNamespaces_doNotCount() throws Exception {
    record(
        "helm.sh/release.v1", SYSTEM, labels("other", 3, "uninstalling", secondsAgo(1)), List.of());
    record("Opaque", SYSTEM, labels("culvert", 3, "uninstalling", secondsAgo(1)), List.of());
    record(
        "helm.sh/release.v1",
        "elsewhere",
        labels("culvert", 3, "uninstalling", secondsAgo(1)),
        List.of());

    assertNothingIsDone(check(true), "has no Secret of type helm.sh/release.v1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "now", "2031-05-04T10:00:00Z", "99999999999999999999"})
  void timeThatCannotBeRead_movesNothing(String modifiedAt) throws Exception {
    record(2, "uninstalling", modifiedAt);

    assertNothingIsDone(
        check(true), "says status=uninstalling since \"%s\", and it is".formatted(modifiedAt));
  }

  /**
   * Helm keeps the label of the refused one, and a machine that runs Helm may have a wrong clock.
   */
  @Test
  void uninstallAfterARefusedOne_isToldByWhenTheApiServerHadItFromHelm() throws Exception {
    record(
        "helm.sh/release.v1",
        SYSTEM,
        labels("culvert", 2, "uninstalling", secondsAgo(7_200)),
        List.of(asked.minusSeconds(2)));

    assertThat(check(true)).isInstanceOf(Outcome.Cleared.class);
  }

  @Test
  void refusedUninstallOfAWrongClock_movesNothingLater() throws Exception {
    record(
        "helm.sh/release.v1",
        SYSTEM,
        labels("culvert", 2, "uninstalling", secondsAgo(-7_200)),
        List.of(asked.minus(Duration.ofMinutes(10))));

    assertNothingIsDone(check(true), "says status=uninstalling since " + asked.plusSeconds(7_200));
  }

  @Test
  void checkThatDoesNotAsk_actsWithoutARelease() throws Exception {
    assertThat(check(false)).isInstanceOf(Outcome.Cleared.class);
    assertThat(replicas()).isZero();
  }

  private Outcome check(boolean asksHelm) throws InterruptedException {
    return UninstallCheck.run(
        client,
        new Installation(
            "culvert",
            Optional.empty(),
            SYSTEM,
            "culvert-gateways",
            Optional.of("culvert-nodes"),
            List.of(),
            "culvert",
            true,
            asksHelm),
        Optional.of(POD));
  }

  private void assertNothingIsDone(Outcome outcome, String why) {
    assertThat(outcome).isInstanceOf(Outcome.NotUninstalling.class);
    assertThat(outcome.endsWell()).isTrue();
    assertThat(outcome.sentence()).startsWith("Nothing is done").contains(why);
    assertNothingMoved();
  }

  private void assertNothingMoved() {
    assertThat(replicas()).isEqualTo(2);
    assertThat(client.secrets().inNamespace(SYSTEM).withName("culvert-ca").get()).isNotNull();
  }

  private int replicas() {
    return client
        .apps()
        .deployments()
        .inNamespace(SYSTEM)
        .withName("culvert")
        .get()
        .getSpec()
        .getReplicas();
  }

  private String secondsAgo(long seconds) {
    return String.valueOf(asked.minusSeconds(seconds).getEpochSecond());
  }

  private void record(int revision, String status, String modifiedAt) {
    record(
        "helm.sh/release.v1", SYSTEM, labels("culvert", revision, status, modifiedAt), List.of());
  }

  private static Map<String, String> labels(
      String release, int revision, String status, String modifiedAt) {
    Map<String, String> labels = new HashMap<>();
    labels.put("owner", "helm");
    labels.put("name", release);
    labels.put("version", String.valueOf(revision));
    labels.put("status", status);
    if (!modifiedAt.isEmpty()) {
      labels.put("modifiedAt", modifiedAt);
    }
    return labels;
  }

  /**
   * As Helm's Secrets driver leaves it; {@code written} is when the API server had it from Helm.
   */
  private void record(
      String type, String namespace, Map<String, String> labels, List<Instant> written) {
    Secret secret =
        new SecretBuilder()
            .withType(type)
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(
                "sh.helm.release.v1.%s.v%s".formatted(labels.get("name"), labels.get("version")))
            .withLabels(labels)
            .endMetadata()
            .build();
    for (Instant time : written) {
      secret =
          new SecretBuilder(secret)
              .editMetadata()
              .addNewManagedField()
              .withManager("Helm")
              .withOperation("Update")
              .withTime(time.toString())
              .endManagedField()
              .endMetadata()
              .build();
    }
    client.resource(secret).create();
  }
}
