package dev.culvert.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
  private static final String UID = "0b5c8f5e-7f0c-4f0e-9a51-3d6c0f3f7a01";
  private static final String OTHER = "7d3f0c1a-52b1-4b55-8a3e-9e2f7c6d1b02";

  /** Objects of running installations are found by these names: they never change. */
  @Test
  void names_areWhatTheyAlwaysWere() {
    assertThat(Names.gateway(UID)).isEqualTo("gw-jf9wtz8l8m");
    assertThat(Names.gateway(OTHER)).isEqualTo("gw-ch06mp8wt6");
    assertThat(Names.configSecret("gw-jf9wtz8l8m")).isEqualTo("gw-jf9wtz8l8m-config");
    assertThat(Names.tlsSecret("gw-jf9wtz8l8m")).isEqualTo("gw-jf9wtz8l8m-tls");
    assertThat(Names.linkSecret(UID, OTHER)).isEqualTo("link-9ue30qg50w");
    assertThat(Names.linkIdentity(UID)).isEqualTo(UID + ".link.culvert.internal");
  }

  @Test
  void bothEndsOfALink_nameItsKeyAlike() {
    assertThat(Names.linkSecret(OTHER, UID)).isEqualTo(Names.linkSecret(UID, OTHER));
  }

  @Test
  void links_ofDifferentPairs_haveDifferentKeys() {
    assertThat(Names.linkSecret(UID, UID)).isNotEqualTo(Names.linkSecret(UID, OTHER));
    assertThat(Names.linkSecret("a", "b")).isNotEqualTo(Names.linkSecret("a", "c"));
  }

  /** As DNS names them: a Service's name is a label of its own. */
  @ParameterizedTest
  @ValueSource(strings = {"", "a", UID, "A much longer UID than Kubernetes has ever given, ÄÖÜ"})
  void names_areShortLabels_whateverTheUid(String uid) {
    assertThat(Names.gateway(uid)).matches("gw-[a-z0-9]{10}");
    assertThat(Names.linkSecret(uid, UID)).matches("link-[a-z0-9]{10}");
  }

  @Test
  void tenThousandNetworks_haveTenThousandNames() {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      names.add(Names.gateway("uid-" + i));
    }
    assertThat(names).hasSize(10_000);
  }
}
