package dev.culvert.operator.uninstall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OutcomeTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "CULVERT_RELEASE", "tunnels",
          "CULVERT_UNINSTALL_CHECK", "Always",
          "CULVERT_RELEASE_REVISION", "7",
          "CULVERT_OPERATOR_NAMESPACE", "net-system",
          "CULVERT_GATEWAY_NAMESPACE", "net-gateways",
          "CULVERT_OPERATOR_DEPLOYMENT", "tunnels-culvert",
          "CULVERT_WATCH_NAMESPACES", "a, b,",
          "CULVERT_UNINSTALL_FORCE", "false");

  private static final Installation INSTALLATION = Installation.from(ENVIRONMENT);

  @Test
  void twelveNetworks_areTenNamesAndACount() {
    List<String> networks = IntStream.rangeClosed(11, 22).mapToObj(n -> "team/vnet" + n).toList();

    String sentence = new Outcome.NetworksLeft(networks, INSTALLATION).sentence();

    assertThat(sentence)
        .contains("12 VirtualNetworks: team/vnet11, ")
        .contains("team/vnet20 and 2 more.")
        .doesNotContain("team/vnet21");
  }

  @Test
  void refusal_saysTheCommandsOfThisRelease() {
    assertThat(new Outcome.NetworksLeft(List.of("team/vnet1"), INSTALLATION).sentence())
        .contains("helm rollback tunnels 7 -n net-system\n")
        .contains(
            "helm upgrade tunnels CHART -n net-system --reuse-values --set uninstall.force=true\n")
        .endsWith("helm uninstall tunnels -n net-system");
  }

  @Test
  void environment_givesTheNamespacesWithoutBlanks() {
    assertThat(INSTALLATION.watchNamespaces()).containsExactly("a", "b");
    assertThat(INSTALLATION.force()).isFalse();
  }

  @Test
  void revisionThatHelmNamed_isTheOneToRollBackTo() {
    assertThat(new Outcome.NetworksLeft(List.of("team/vnet1"), INSTALLATION.at(12)).sentence())
        .contains("helm rollback tunnels 12 -n net-system\n");
  }

  @Test
  void helmThatIsNotUninstalling_isToldWithWhatToDo_andEndsWell() {
    Outcome outcome =
        new Outcome.NotUninstalling("tunnels", "Secret net-system/x says status=deployed");

    assertThat(outcome.endsWell()).isTrue();
    assertThat(outcome.sentence())
        .startsWith(
            "Nothing is done, because Helm is not uninstalling release \"tunnels\" now: Secret net-system/x says status=deployed.")
        .contains("uninstall.check=Off")
        .contains("uninstall.check=Always");
  }

  @Test
  void refusals_endBadly() {
    assertThat(
            List.of(
                new Outcome.NetworksLeft(List.of("team/vnet1"), INSTALLATION),
                new Outcome.OperatorRunning("net-system/culvert"),
                new Outcome.CheckFailed("it did")))
        .noneMatch(Outcome::endsWell);
  }

  @Test
  void checkThatFailed_saysWhatLeavingItOutCosts_andWhereTheWayOutIs() {
    assertThat(new Outcome.CheckFailed("secrets is forbidden").sentence())
        .contains("secrets is forbidden\n")
        .contains("helm uninstall --no-hooks")
        .contains("keep Culvert's finalizers, and their deletion hangs")
        .contains("docs/operations.md has the way out");
  }

  @Test
  void environment_saysWhetherHelmIsAsked() {
    assertThat(INSTALLATION.asksHelm()).isFalse();
    Map<String, String> environment = new HashMap<>(ENVIRONMENT);
    environment.remove("CULVERT_UNINSTALL_CHECK");
    assertThat(Installation.from(environment).asksHelm()).isTrue();
    environment.put("CULVERT_UNINSTALL_CHECK", "Auto");
    assertThat(Installation.from(environment).asksHelm()).isTrue();
    environment.put("CULVERT_UNINSTALL_CHECK", "always");
    assertThatThrownBy(() -> Installation.from(environment))
        .hasMessage(
            "environment variable CULVERT_UNINSTALL_CHECK is \"always\"; Auto or Always is expected");
  }

  @Test
  void environmentWithoutRelease_isRefusedByName() {
    assertThatThrownBy(() -> Installation.from(Map.of()))
        .hasMessageContaining("CULVERT_RELEASE is missing");
  }
}
