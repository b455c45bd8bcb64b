package dev.culvert.operator.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.gateway.contract.SharedKey;
import dev.culvert.operator.catalog.Catalog;
import dev.culvert.operator.gateway.LinkSecret;
import dev.culvert.operator.plan.ConnectionPlan.GeneratedKey;
import dev.culvert.operator.plan.Names;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class LinkKeysTest {
  private static final GeneratedKey LINK = link("uid-a", "uid-b");

  private static KubernetesClient client;

  private final String namespace = UUID.randomUUID().toString();

  /** Watches nothing: it knows of its own writes only. */
  private final Catalog catalog =
      new Catalog(client, Set.of(), namespace, "culvert-gateways", network -> {});

  private final LinkKeys keys = new LinkKeys(client, namespace, catalog);

  @Test
  void newKey_is256Bits_asHexadecimalDigits() {
    assertThat(keys.ensure(LINK)).isTrue();
    assertThat(stored(LINK).reveal()).matches("[0-9a-f]{64}");
  }

  @Test
  void everyLink_hasAKeyOfItsOwn() {
    GeneratedKey other = link("uid-a", "uid-c");
    keys.ensure(LINK);
    keys.ensure(other);
    assertThat(stored(LINK)).isNotEqualTo(stored(other));
  }

  @Test
  void newKey_isKnownAtOnce() {
    keys.ensure(LINK);
    assertThat(known(LINK)).contains(stored(LINK));
  }

  @Test
  void existingKey_isKept() {
    keys.ensure(LINK);
    SharedKey before = stored(LINK);
    assertThat(keys.ensure(LINK)).isFalse();
    assertThat(stored(LINK)).isEqualTo(before);
  }

  @Test
  void keyOfAnotherReplica_isTakenOver() {
    SharedKey theirs = SharedKey.of("rosebud-rosebud-rosebud");
    client.resource(LinkSecret.secret(namespace, LINK, theirs)).create();
    assertThat(keys.ensure(LINK)).isTrue();
    assertThat(stored(LINK)).isEqualTo(theirs);
    assertThat(known(LINK)).contains(theirs);
    assertThat(keys.ensure(LINK)).isFalse();
  }

  @Test
  void secretThatLostItsKey_getsANewOne() {
    Secret damaged = LinkSecret.secret(namespace, LINK, SharedKey.of("rosebud-rosebud-rosebud"));
    damaged.setData(Map.of());
    client.resource(damaged).create();

    assertThat(keys.ensure(LINK)).isTrue();

    assertThat(stored(LINK).reveal()).matches("[0-9a-f]{64}");
  }

  @Test
  void keyStays_whileBothConnectionsAreThere() {
    keys.ensure(LINK);
    keys.deleteAllBut(() -> List.of("uid-c", "uid-b", "uid-a"));
    assertThat(secrets()).hasSize(1);
  }

  @Test
  void keyGoes_withEitherConnection_andTheOthersStay() {
    keys.ensure(LINK);
    keys.ensure(link("uid-a", "uid-c"));
    keys.ensure(link("uid-c", "uid-d"));
    keys.deleteAllBut(() -> List.of("uid-a", "uid-c", "uid-d"));
    assertThat(secrets())
        .extracting(secret -> secret.getMetadata().getName())
        .containsExactlyInAnyOrder(
            Names.linkSecret("uid-a", "uid-c"), Names.linkSecret("uid-c", "uid-d"));
  }

  @Test
  void keyOfALinkThatIsMadeMeanwhile_stays() {
    keys.deleteAllBut(() -> {
      keys.ensure(LINK);
      return List.of();
    });
    assertThat(secrets()).hasSize(1);
  }

  private static GeneratedKey link(String uid, String peerUid) {
    return new GeneratedKey(Names.linkSecret(uid, peerUid), List.of(uid, peerUid));
  }

  private SharedKey stored(GeneratedKey link) {
    Secret secret = client.secrets().inNamespace(namespace).withName(link.secret()).require();
    return LinkSecret.read(secret).orElseThrow();
  }

  private Optional<SharedKey> known(GeneratedKey link) {
    return catalog.linkSecrets().get(namespace, link.secret()).flatMap(LinkSecret::read);
  }

  private List<Secret> secrets() {
    return client.secrets().inNamespace(namespace).list().getItems();
  }
}
