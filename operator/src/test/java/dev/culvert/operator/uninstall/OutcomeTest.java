package dev.culvert.operator.uninstall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OutcomeTest {
  private static final Installation INSTALLATION =
      Installation.from(
          Map.of(
              "CULVERT_RELEASE", "tunnels",
              "CULVERT_RELEASE_REVISION", "7",
              "CULVERT_OPERATOR_NAMESPACE", "net-system",
              "CULVERT_GATEWAY_NAMESPACE", "net-gateways",
              "CULVERT_OPERATOR_DEPLOYMENT", "tunnels-culvert",
              "CULVERT_WATCH_NAMESPACES", "a, b,",
              "CULVERT_UNINSTALL_FORCE", "false"));

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
  void environmentWithoutRelease_isRefusedByName() {
    assertThatThrownBy(() -> Installation.from(Map.of()))
        .hasMessageContaining("CULVERT_RELEASE is missing");
  }
}
