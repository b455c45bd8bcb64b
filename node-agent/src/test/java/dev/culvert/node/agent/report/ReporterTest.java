package dev.culvert.node.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.crds.v1alpha1.AddressClaimStatus;
import dev.culvert.node.agent.cluster.FakeApi;
import dev.culvert.node.agent.plan.Claim;
import dev.culvert.node.agent.plan.Samples;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReporterTest {
  private static final String PATH =
      "/apis/culvert.dev/v1alpha1/namespaces/team-a/addressclaims/n7-10-1-0-4/status";
  private static final Claim CLAIM = Samples.claim(7, 4, "one");
  private static final Verdict ATTACHED = Verdict.attached(CLAIM);

  private FakeApi api;
  private KubernetesClient client;
  private Instant now = Instant.parse("2026-11-26T10:00:00.5Z");
  private Reporter reporter;

  @BeforeEach
  void make() throws IOException {
    api = new FakeApi();
    client = api.client();
    reporter = new Reporter(() -> client, "one", Runnable::run, () -> now);
  }

  @AfterEach
  void close() {
    client.close();
    api.close();
  }

  private static Claim saying(AddressClaimStatus status) {
    return new Claim(
        CLAIM.namespace(),
        CLAIM.name(),
        CLAIM.uid(),
        CLAIM.generation(),
        CLAIM.created(),
        CLAIM.networkUid(),
        CLAIM.address(),
        CLAIM.podUid(),
        CLAIM.pod(),
        CLAIM.node(),
        CLAIM.gateway(),
        status);
  }

  @Test
  void verdict_isWrittenOnce_toTheStatusAlone() {
    reporter.tell(Map.of(CLAIM, ATTACHED));
    reporter.tell(Map.of(CLAIM, ATTACHED));

    assertThat(api.patches()).hasSize(1);
    var request = api.patches().getFirst();
    assertThat(request.path()).isEqualTo(PATH);
    assertThat(request.query()).isEqualTo("fieldManager=culvert-node-agent");
    assertThat(request.contentType()).startsWith("application/merge-patch+json");
    assertThat(request.body())
        .contains("\"uid\":\"uid-7-4\"", "\"holderUid\":\"p4\"", "\"node\":\"one\"")
        .contains("\"type\":\"Attached\",\"status\":\"True\"")
        .contains("2026-11-26T10:00:00Z")
        .doesNotContain("\"spec\"");
  }

  @Test
  void whatIsSaidAlready_isNotWritten() {
    var said = saying(ATTACHED.status(CLAIM, "one", now));

    reporter.tell(Map.of(said, ATTACHED));

    assertThat(api.patches()).isEmpty();
  }

  @Test
  void conditionThatStays_keepsItsTime_andAnotherHoldersDoesNot() {
    var before = ATTACHED.status(CLAIM, "one", now);
    now = now.plusSeconds(60);
    var other = new AddressClaimStatus("p-before", before.node(), before.conditions());

    assertThat(ATTACHED.status(saying(before), "one", now)).isEqualTo(before);
    assertThat(ATTACHED.status(saying(other), "one", now).conditions().getFirst())
        .satisfies(condition ->
            assertThat(condition.lastTransitionTime()).isEqualTo("2026-11-26T10:01:00Z"));
  }

  @Test
  void writingThatFails_isTriedAgain_afterAWhile() {
    api.answerPatches(500);
    reporter.tell(Map.of(CLAIM, ATTACHED));
    reporter.tell(Map.of(CLAIM, ATTACHED));
    assertThat(api.patches()).hasSize(1);

    now = now.plusSeconds(6);
    reporter.tell(Map.of(CLAIM, ATTACHED));

    assertThat(api.patches()).hasSize(2);
  }

  @Test
  void anotherVerdict_isWrittenAtOnce() {
    reporter.tell(Map.of(CLAIM, Verdict.failed("AttachFailed", "No.")));

    reporter.tell(Map.of(CLAIM, ATTACHED));

    assertThat(api.patches()).hasSize(2);
  }
}
