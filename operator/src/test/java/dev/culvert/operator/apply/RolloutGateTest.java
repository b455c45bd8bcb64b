package dev.culvert.operator.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.gateway.contract.Contract;
import dev.culvert.gateway.contract.GatewayConfig;
import dev.culvert.gateway.contract.GatewayState;
import dev.culvert.gateway.contract.TunnelState;
import dev.culvert.gateway.contract.TunnelState.Phase;
import dev.culvert.operator.gateway.GivenGateway;
import dev.culvert.operator.status.GatewayView;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RolloutGateTest {
  private static final String OLD = "gateway:1";
  private static final String NEW = "gateway:2";

  private final Map<String, Deployment> deployments = new HashMap<>();
  private final Map<String, GatewayConfig> documents = new HashMap<>();
  private final Map<String, GatewayView> views = new HashMap<>();
  private final RolloutGate gate =
      new RolloutGate(
          name -> Optional.ofNullable(deployments.get(name)),
          name -> Optional.ofNullable(documents.get(name)),
          name -> views.getOrDefault(name, new GatewayView.Absent()));

  /** Two gateways, the first with two tunnels. */
  @BeforeEach
  void gatewaysRun() {
    deployments.put("gw-a", deployment("gw-a", OLD, 1L, 1L, 1, 1));
    deployments.put("gw-b", deployment("gw-b", OLD, 1L, 1L, 1, 1));
    wishTunnels("gw-a", 2);
    hear("gw-a", 2);
  }

  @Test
  void gatewaysTakeANewImage_oneByOne() {
    assertThat(mayTake("gw-a", NEW)).isTrue();
    assertThat(gate.isWaiting("gw-a")).isFalse();
    assertThat(mayTake("gw-b", NEW)).isFalse();
    assertThat(gate.isWaiting("gw-b")).isTrue();
    comeBack("gw-a", NEW, 2);
    assertThat(mayTake("gw-b", NEW)).isTrue();
    assertThat(gate.isWaiting("gw-b")).isFalse();
  }

  @Test
  void whatIsNoImage_neverWaits() {
    assertThat(mayTake("gw-a", NEW)).isTrue();
    assertThat(mayTake("gw-b", OLD)).isTrue();
  }

  @Test
  void gatewayThatShallKeepItsImageAfterAll_waitsNoMore() {
    mayTake("gw-a", NEW);
    mayTake("gw-b", NEW);
    mayTake("gw-b", OLD);
    assertThat(gate.isWaiting("gw-b")).isFalse();
  }

  @Test
  void gatewayThatWasToldAndNotChangedYet_isNotBack() {
    mayTake("gw-a", NEW);
    assertThat(mayTake("gw-b", NEW)).isFalse();
  }

  @Test
  void oldPod_isNoReturn_thoughItIsReadyAndHasItsTunnels() {
    mayTake("gw-a", NEW);
    deployments.put("gw-a", deployment("gw-a", NEW, 2L, 1L, 1, 1));
    assertThat(mayTake("gw-b", NEW)).as("before the change was looked at").isFalse();
    deployments.put("gw-a", deployment("gw-a", NEW, 2L, 2L, null, 1));
    assertThat(mayTake("gw-b", NEW)).as("before the old pod was ended").isFalse();
  }

  @Test
  void newPod_isBackWhenItIsReady_andNotBefore() {
    mayTake("gw-a", NEW);
    comeBack("gw-a", NEW, 2);
    deployments.put("gw-a", deployment("gw-a", NEW, 2L, 2L, 1, null));
    assertThat(mayTake("gw-b", NEW)).isFalse();
    deployments.put("gw-a", deployment("gw-a", NEW, 2L, 2L, 1, 1));
    assertThat(mayTake("gw-b", NEW)).isTrue();
  }

  @Test
  void gatewayWithoutItsTunnels_isNotBack() {
    mayTake("gw-a", NEW);
    comeBack("gw-a", NEW, 1);
    assertThat(mayTake("gw-b", NEW)).isFalse();
    views.put("gw-a", new GatewayView.Quiet());
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
    deployments.remove("gw-a");
    assertThat(mayTake("gw-b", NEW)).isTrue();
  }

  @Test
  void badImage_isReplacedWhereItIs_andTheOthersWaitForTheTunnelsOfBeforeIt() {
    mayTake("gw-a", NEW);
    deployments.put("gw-a", deployment("gw-a", NEW, 2L, 2L, 1, null));
    views.put("gw-a", new GatewayView.Lost("It does not answer."));
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

  private boolean mayTake(String name, String image) {
    return gate.mayApply(deployments.get(name), deployment(name, image, null, null, null, null));
  }

  private void comeBack(String name, String image, int tunnels) {
    deployments.put(name, deployment(name, image, 2L, 2L, 1, 1));
    hear(name, tunnels);
  }

  private void wishTunnels(String name, int count) {
    documents.put(
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
    views.put(name, new GatewayView.Heard(state, true, Optional.empty()));
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
