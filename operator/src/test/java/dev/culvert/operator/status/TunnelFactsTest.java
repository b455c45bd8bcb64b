package dev.culvert.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.crds.v1alpha1.ChildSa;
import dev.culvert.crds.v1alpha1.GatewayConnectionStatus;
import dev.culvert.gateway.contract.Contract;
import dev.culvert.gateway.contract.GatewayState;
import dev.culvert.gateway.contract.TunnelState;
import dev.culvert.gateway.contract.TunnelState.ChildSaState;
import dev.culvert.operator.plan.ConnectionPlan;
import dev.culvert.operator.plan.Ends;
import dev.culvert.operator.plan.Given;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TunnelFactsTest {
  private static final ConnectionPlan LINKED =
      new ConnectionPlan(
          Given.connection("a", "b", 0),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Optional.of(new Ends("a", "b", Optional.empty(), 500, List.of("10.2.0.0/16"))),
          Optional.empty(),
          Optional.empty());
  private static final GatewayConnectionStatus NOTHING =
      new GatewayConnectionStatus(
          null, null, List.of(), null, null, List.of(), null, null, null, null, null);

  @Test
  void moreThan64ChildSas_areAllCounted_andTheFirst64Shown() {
    var facts = new TunnelFacts(LINKED, heard(70), NOTHING);
    assertThat(facts.childSaCount()).isEqualTo(70);
    assertThat(facts.childSas())
        .extracting(ChildSa::name)
        .isEqualTo(IntStream.range(0, 64).mapToObj(i -> "child-" + i).toList());
  }

  @Test
  void countersOfAGatewayThatNeverSpoke_areAbsent_notZero() {
    var facts = new TunnelFacts(LINKED, new GatewayView.Starting("Its pod starts."), NOTHING);
    assertThat(facts.bytesIn()).isNull();
    assertThat(facts.bytesOut()).isNull();
    assertThat(facts.lastEstablished()).isNull();
  }

  @Test
  void peerWhoseAddressIsNotKnown_hasNoPortEither() {
    assertThat(
            new TunnelFacts(LINKED, heard(1), NOTHING).remote(LINKED.ends().orElseThrow()).port())
        .isNull();
  }

  private static GatewayView heard(int childSas) {
    List<ChildSaState> children =
        IntStream.range(0, childSas)
            .mapToObj(i ->
                new ChildSaState(
                    "child-" + i, "c1000001", "c2000002", List.of(), List.of(), 0, 0, 0, 0))
            .toList();
    var tunnel =
        new TunnelState(
            LINKED.uid(),
            1,
            TunnelState.Phase.INSTALLED,
            1,
            children,
            null,
            null,
            0,
            0,
            null,
            null);
    var state =
        new GatewayState(
            Contract.VERSION,
            "gw",
            "epoch",
            1,
            1,
            "userspace",
            new GatewayState.Charon(true, null, null, 0),
            List.of(tunnel),
            List.of());
    return new GatewayView.Heard(state, true, Optional.empty());
  }
}
