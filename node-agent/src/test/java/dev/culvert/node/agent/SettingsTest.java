package dev.culvert.node.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  private static final Map<String, String> LEAST =
      Map.of(
          "CULVERT_NODE_NAME", "node-1",
          "CULVERT_NODE_ADDRESS", "192.0.2.7",
          "CULVERT_NODES_NAMESPACE", "culvert-nodes");

  @Test
  void whatIsNotSaid_hasItsDefault() {
    var settings = Settings.of(LEAST);

    assertThat(settings.port()).isEqualTo(8475);
    assertThat(settings.watched()).isEmpty();
  }

  @Test
  void namespaces_areSeparatedByCommas() {
    assertThat(Settings.of(with("CULVERT_WATCH_NAMESPACES", "team-a, team-b")).watched())
        .containsExactly("team-a", "team-b");
  }

  @ParameterizedTest
  @CsvSource({
    "CULVERT_NODE_NAME, ''",
    "CULVERT_NODE_ADDRESS, 2001:db8::7",
    "CULVERT_NODES_NAMESPACE, ' '",
    "CULVERT_VXLAN_PORT, 65536",
    "CULVERT_VXLAN_PORT, vxlan"
  })
  void unusableValue_isRefused_byItsName(String name, String value) {
    assertThatThrownBy(() -> Settings.of(with(name, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name);
  }

  private static Map<String, String> with(String name, String value) {
    var environment = new HashMap<>(LEAST);
    environment.put(name, value);
    return environment;
  }
}
