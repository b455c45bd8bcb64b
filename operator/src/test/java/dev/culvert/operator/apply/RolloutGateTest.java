package dev.culvert.operator.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.gateway.contract.Contract;
import dev.culvert.gateway.contract.GatewayState;
import dev.culvert.gateway.contract.TunnelState;
import dev.culvert.gateway.contract.TunnelState.Phase;
import dev.culvert.operator.gateway.GivenGateway;
import dev.culvert.operator.plan.Finding;
import dev.culvert.operator.status.GatewayView;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RolloutGateTest {
  private static final String OLD = "gateway:1";
  private static final String NEW = "gateway:2";

  private final GivenGateways gateways = new GivenGateways();
  private final List<String> woken = new ArrayList<>();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
  private RolloutGate gate = new RolloutGate(gateways, 1, woken::add, clock);

  /** Two gateways, the first with two tunnels. */
  @BeforeEach
  void gatewaysRun() {
    gateways.deployments.put("gw-a", deployment("gw-a", OLD, 1L, 1L, 1, 1));
    gateways.deployments.put("gw-b", deployment("gw-b", OLD, 1L, 1L, 1, 1));
    wishTunnels("gw-a", 2);
    hear("gw-a", 2);
  }

  @Test
  void gatewaysTakeANewImage_oneByOne() {
    assertThat(mayTake("gw-a", NEW)).isTrue();
    assertThat(isWaiting("gw-a")).isFalse();
    assertThat(mayTake("gw-b", NEW)).isFalse();
    assertThat(isWaiting("gw-b")).isTrue();
    comeBack("gw-a", NEW, 2);
    assertThat(mayTake("gw-b", NEW)).isTrue();
    assertThat(isWaiting("gw-b")).isFalse();
  }

  @Test
  void whatReplacesNoPod_neverWaits() {
    assertThat(mayTake("gw-a", NEW)).isTrue();
    assertThat(mayTake("gw-b", OLD)).isTrue();
  }

  @Test
  void gatewayThatShallKeepItsImageAfterAll_waitsNoMore() {
    mayTake("gw-a", NEW);
    mayTake("gw-b", NEW);
    mayTake("gw-b", OLD);
    assertThat(isWaiting("gw-b")).isFalse();
  }

  @Test
  void gatewayThatWasToldAndNotChangedYet_isNotBack() {
    mayTake("gw-a", NEW);
    assertThat(mayTake("gw-b", NEW)).isFalse();
  }

  @Test
  void oldPod_isNoReturn_thoughItIsReadyAndHasItsTunnels() {
    mayTake("gw-a", NEW);
    gateways.deployments.put("gw-a", deployment("gw-a", NEW, 2L, 1L, 1, 1));
    assertThat(mayTake("gw-b", NEW)).as("before the change was looked at").isFalse();
    gateways.deployments.put("gw-a", deployment("gw-a", NEW, 2L, 2L, null, 1));
    assertThat(mayTake("gw-b", NEW)).as("before the old pod was ended").isFalse();
  }

  @Test
  void newPod_isBackWhenItIsReady_andNotBefore() {
    mayTake("gw-a", NEW);
    comeBack("gw-a", NEW, 2);
    gateways.deployments.put("gw-a", deployment("gw-a", NEW, 2L, 2L, 1, null));
    assertThat(mayTake("gw-b", NEW)).isFalse();
    gateways.deployments.put("gw-a", deployment("gw-a", NEW, 2L, 2L, 1, 1));
    assertThat(mayTake("gw-b", NEW)).isTrue();
  }

  @Test
  void gatewayWithoutItsTunnels_isNotBack() {
    mayTake("gw-a", NEW);
    comeBack("gw-a", NEW, 1);
    assertThat(mayTake("gw-b", NEW)).isFalse();
    gateways.views.put("gw-a", new GatewayView.Quiet());
    assertThat(mayTake("gw-b", NEW)).isFalse();
    hear("gw-a", 2);
    assertThat(mayTake("gw-b", NEW)).isTrue();
  }

  @Test
  void tunnelThatWasDownBefore_holdsNobodyUp() {
    hear("gw-a", 1);
    mayTake("gw-a", NEW);
    comeBack("gw-a", NEW, 1);
    assertThat(mayTake("gw-b", NEW)).isTrue();
  }

  @Test
  void tunnelThatIsWishedNoMore_holdsNobodyUp() {
    mayTake("gw-a", NEW);
    wishTunnels("gw-a", 1);
    comeBack("gw-a", NEW, 1);
    assertThat(mayTake("gw-b", NEW)).isTrue();
  }

  @Test
  void gatewayThatIsDeleted_holdsNobodyUp() {
    mayTake("gw-a", NEW);
    gateways.deployments.remove("gw-a");
    assertThat(mayTake("gw-b", NEW)).isTrue();
  }

  @Test
  void badImage_isReplacedWhereItIs_andTheOthersWaitForTheTunnelsOfBeforeIt() {
    mayTake("gw-a", NEW);
    gateways.deployments.put("gw-a", deployment("gw-a", NEW, 2L, 2L, 1, null));
    gateways.views.put("gw-a", new GatewayView.Lost("It does not answer."));
    assertThat(mayTake("gw-b", NEW)).isFalse();
    assertThat(mayTake("gw-b", "gateway:3")).isFalse();
    assertThat(mayTake("gw-a", "gateway:3")).isTrue();
    comeBack("gw-a", "gateway:3", 0);
    assertThat(mayTake("gw-b", "gateway:3")).isFalse();
    hear("gw-a", 2);
    assertThat(mayTake("gw-b", "gateway:3")).isTrue();
  }

  @Test
  void gatewayThatWasBackOnce_owesNothingMore() {
    mayTake("gw-a", NEW);
    comeBack("gw-a", NEW, 2);
    mayTake("gw-a", NEW);
    hear("gw-a", 1);
    mayTake("gw-a", "gateway:3");
    comeBack("gw-a", "gateway:3", 1);
    assertThat(mayTake("gw-b", "gateway:3")).isTrue();
  }

  @Test
  void severalAtATime_asManyAsTheInstallationSays() {
    gateways.deployments.put("gw-c", deployment("gw-c", OLD, 1L, 1L, 1, 1));
    gate = new RolloutGate(gateways, 2, woken::add, clock);
    assertThat(mayTake("gw-a", NEW)).isTrue();
    assertThat(mayTake("gw-b", NEW)).isTrue();
    assertThat(mayTake("gw-c", NEW)).isFalse();
    comeBack("gw-b", NEW, 0);
    assertThat(mayTake("gw-c", NEW)).isTrue();
  }

  @Test
  void whoWaits_isWokenWhenItsTurnHasCome_andNotBefore() {
    mayTake("gw-a", NEW);
    mayTake("gw-b", NEW);
    gate.settle();
    assertThat(woken).isEmpty();

    comeBack("gw-a", NEW, 2);
    gate.settle();
    assertThat(woken).containsExactly("gw-b");
  }

  @Test
  void whoWaits_saysSo_andNamesNoOther() {
    mayTake("gw-a", NEW);
    mayTake("gw-b", NEW);

    Finding why = gate.turn("gw-b").orElseThrow();

    assertThat(why.reason()).isEqualTo("WaitingForRollout");
    assertThat(why.message()).contains("1 at a time").doesNotContain("gw-a");
    assertThat(gate.turn("gw-a")).isEmpty();
    assertThat(gate.count())
        .containsEntry(RolloutGate.Part.WAITING, 1L)
        .containsEntry(RolloutGate.Part.ROLLING, 1L);
  }

  @Test
  void gatewayThatIsNotBackInFiveMinutes_isSteppedOver() {
    mayTake("gw-a", NEW);
    gateways.deployments.put("gw-a", revision(2, deployment("gw-a", NEW, 2L, 2L, 1, null)));
    assertThat(mayTake("gw-b", NEW)).isFalse();
    pass(Duration.ofSeconds(299));
    gate.settle();
    assertThat(woken).isEmpty();

    pass(Duration.ofSeconds(1));
    gate.settle();

    assertThat(woken).containsExactly("gw-b");
    assertThat(mayTake("gw-b", NEW)).isTrue();
    assertThat(gate.count()).containsEntry(RolloutGate.Part.STEPPED_OVER, 1L);

    gateways.deployments.put("gw-a", revision(2, deployment("gw-a", NEW, 2L, 2L, 1, 1)));
    gate.settle();
    assertThat(gate.count()).containsEntry(RolloutGate.Part.STEPPED_OVER, 0L);
  }

  @Test
  void gatewayWhoseTunnelsStayDown_isSteppedOverToo() {
    mayTake("gw-a", NEW);
    comeBack("gw-a", NEW, 0);
    assertThat(mayTake("gw-b", NEW)).isFalse();

    pass(Duration.ofMinutes(5));

    assertThat(mayTake("gw-b", NEW)).isTrue();
  }

  @Test
  void gatewayThatWasDownBefore_takesItsChangeAtOnce_andHoldsNobodyUp() {
    gateways.deployments.put("gw-a", revision(3, deployment("gw-a", OLD, 1L, 1L, 1, null)));
    assertThat(mayTake("gw-a", NEW)).isTrue();
    gateways.deployments.put("gw-a", revision(4, deployment("gw-a", NEW, 2L, 2L, 1, null)));

    assertThat(mayTake("gw-b", NEW)).isTrue();
  }

  /** The next operator, or a new leader, remembers nothing. */
  @Test
  void rolloutOfAFormerOperator_isSeenByTheMissingPod() {
    gateways.deployments.put("gw-a", revision(2, deployment("gw-a", NEW, 2L, 2L, 1, null)));
    assertThat(mayTake("gw-b", NEW)).isFalse();

    gateways.deployments.put("gw-a", revision(2, deployment("gw-a", NEW, 2L, 2L, 1, 1)));
    gate.settle();

    assertThat(woken).containsExactly("gw-b");
    assertThat(mayTake("gw-b", NEW)).isTrue();
  }

  @Test
  void gatewayWhoseFirstPodIsStillToCome_holdsNobodyUp() {
    gateways.deployments.put("gw-a", revision(1, deployment("gw-a", OLD, 1L, 1L, 1, null)));
    assertThat(mayTake("gw-b", NEW)).isTrue();
  }

  @Test
  void refusedWrite_andAChangeThatWasThereAlready_holdNobodyUp() {
    mayTake("gw-a", NEW);
    gate.refused("gw-a");
    assertThat(mayTake("gw-b", NEW)).isTrue();
    Deployment present = gateways.deployments.get("gw-b");
    gate.replaced(present, present);
    assertThat(mayTake("gw-a", NEW)).isTrue();
  }

  /** As the provisioner asks: only what replaces the pod needs a turn. */
  private boolean mayTake(String name, String image) {
    Deployment present = gateways.deployments.get(name);
    if (image.equals(image(present))) {
      gate.keeps(name);
      gate.settle();
      return true;
    }
    return gate.mayReplace(present);
  }

  private boolean isWaiting(String name) {
    return gate.turn(name).isPresent();
  }

  /** The next generation has the image, and its pod runs. */
  private void comeBack(String name, String image, int tunnels) {
    long next = gateways.deployments.get(name).getMetadata().getGeneration() + 1;
    gateways.deployments.put(name, deployment(name, image, next, next, 1, 1));
    hear(name, tunnels);
  }

  private void pass(Duration time) {
    now.updateAndGet(instant -> instant.plus(time));
  }

  private static String image(Deployment deployment) {
    return deployment.getSpec().getTemplate().getSpec().getContainers().getFirst().getImage();
  }

  /** One whose pods have been replaced so often. */
  private static Deployment revision(int revision, Deployment deployment) {
    return deployment
        .edit()
        .editMetadata()
        .addToAnnotations("deployment.kubernetes.io/revision", String.valueOf(revision))
        .endMetadata()
        .build();
  }

  private void wishTunnels(String name, int count) {
    gateways.documents.put(
        name,
        GivenGateway.document(name, Collections.nCopies(count, "rosebud").toArray(String[]::new)));
  }

  /** The gateway says that so many of its two tunnels are up. */
  private void hear(String name, int installed) {
    List<TunnelState> tunnels =
        Stream.concat(
                IntStream.range(0, installed).mapToObj(i -> tunnel(i, Phase.INSTALLED)),
                IntStream.range(installed, 2).mapToObj(i -> tunnel(i, Phase.CONNECTING)))
            .toList();
    GatewayState state =
        new GatewayState(
            Contract.VERSION,
            name,
            "epoch",
            1,
            1,
            "userspace",
            new GatewayState.Charon(true, "6.0.1", null, 0),
            tunnels,
            List.of());
    gateways.views.put(name, new GatewayView.Heard(state, true, Optional.empty()));
  }

  private static TunnelState tunnel(int id, Phase phase) {
    return new TunnelState("uid-" + id, 1, phase, 1, List.of(), null, null, 0, 0, null, null);
  }

  private static Deployment deployment(
      String name, String image, Long generation, Long observed, Integer updated, Integer ready) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withName(name)
        .withGeneration(generation)
        .endMetadata()
        .withNewSpec()
        .withNewTemplate()
        .withNewSpec()
        .addNewContainer()
        .withImage(image)
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .withNewStatus()
        .withObservedGeneration(observed)
        .withUpdatedReplicas(updated)
        .withReadyReplicas(ready)
        .endStatus()
        .build();
  }
}
