package dev.culvert.node.agent.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.node.agent.plan.Samples;
import dev.culvert.node.agent.shell.FakeShell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodNetworksTest {
  private static final String ROUTES =
      """
      10.1.0.0/16 dev vnet0 scope link src 10.1.0.4
      10.2.0.0/16 via 10.1.255.228 dev vnet0 src 10.1.0.4 onlink mtu 1370
      192.168.77.1 via 10.1.255.228 dev vnet0 src 10.1.0.4 onlink mtu 1370
      """;

  private final FakeShell shell = new FakeShell();
  private final PodNetworks pods = new PodNetworks(shell, Samples.underlay());

  private Outcome attach() {
    return pods.attach(Samples.attachment(false), 17);
  }

  @Test
  void newInterface_isAnnounced() {
    shell.answer("sh -c", 0, "culvert: created\n" + ROUTES);

    assertThat(attach()).isEqualTo(new Outcome.Attached());
    var ran = new ArrayList<String>();
    await()
        .until(() -> {
          ran.addAll(shell.ran());
          return ran.stream()
              .anyMatch(one -> one.contains("arping -A") && one.contains("10.1.0.4"));
        });
  }

  @Test
  void podThatIsAttached_isOnlyLookedAt() {
    shell.answer("sh -c", 0, ROUTES);

    assertThat(attach()).isEqualTo(new Outcome.Attached());
    assertThat(shell.ran()).hasSize(1);
  }

  @Test
  void routesThatDiffer_areAmended_andLookedAtAgain() {
    shell.answer("sh -c", 0, ROUTES + "10.3.0.0/16 dev vnet0 scope link src 10.1.0.4\n");
    shell.answer("nsenter", 0, ROUTES);

    assertThat(attach()).isEqualTo(new Outcome.Attached());
    assertThat(shell.ran().getLast()).contains("route del 10.3.0.0/16 dev vnet0 proto 222");
  }

  @Test
  void routesThatStayWrong_areNoSuccess() {
    shell.answer("sh -c", 0, "");
    shell.answer("nsenter", 0, "");

    assertThat(attach()).isInstanceOf(Outcome.Failed.class);
  }

  @ParameterizedTest
  @CsvSource({
    "culvert: failed TAKEN, InterfaceNameTaken",
    "culvert: failed GUARD, GuardFailed",
    "culvert: failed ROUTES, AttachFailed",
    "nsenter: reassociate to namespace failed: Invalid argument, AttachFailed"
  })
  void failure_hasItsReason_andSaysWhatTheNodeSaid(String said, String reason) {
    shell.answer("sh -c", 1, "Error: no such thing\n" + said + "\n");

    assertThat(attach())
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> {
              assertThat(failed.reason()).isEqualTo(reason);
              if (!reason.equals("InterfaceNameTaken")) {
                assertThat(failed.message()).contains("no such thing");
              }
            });
  }

  @Test
  void detachedNamespaces_areSaid() throws Exception {
    shell.answer("sh -s", 0, "culvert: detached /run/netns/a\nsomething else\n");

    assertThat(pods.detach(List.of("/run/netns/a", "/run/netns/b"), Set.of()))
        .containsExactly("/run/netns/a");
  }

  @Test
  void attachedPod_isDetached_thoughTheRuntimeHasRemovedItsNamespacesFile(@TempDir Path folder)
      throws Exception {
    var file = Files.createFile(folder.resolve("cni-1"));
    var attachment = Samples.attachment(file.toString());
    shell.answer("sh -c", 0, ROUTES);
    shell.answer("sh -s", 0, "");
    pods.attach(attachment, 17);
    Files.delete(file);

    assertThat(pods.holds(attachment.netns())).isTrue();
    pods.detach(attachment.netns());

    assertThat(shell.ran().getLast()).containsPattern("(?m)^detach /proc/[0-9]+/fd/[0-9]+$");
    assertThat(pods.holds(attachment.netns())).isFalse();
  }
}
