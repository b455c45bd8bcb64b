package dev.culvert.operator.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.culvert.crds.v1alpha1.Gateway;
import dev.culvert.crds.v1alpha1.Routing;
import dev.culvert.crds.v1alpha1.Sku;
import dev.culvert.gateway.contract.GatewayConfig;
import dev.culvert.operator.catalog.Catalog;
import dev.culvert.operator.gateway.GatewayDocument;
import dev.culvert.operator.gateway.GatewayObjects;
import dev.culvert.operator.gateway.GivenGateway;
import dev.culvert.operator.plan.Names;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class DocumentStoreTest {
  private static final Gateway BASIC = new Gateway(Routing.DYNAMIC, Sku.BASIC);

  private static KubernetesClient client;

  private final String uid = UUID.randomUUID().toString();
  private final GatewayObjects objects = GivenGateway.objects(uid);
  private final GatewayConfig wish = GivenGateway.document(Names.gateway(uid));
  private final GatewayConfig otherWish =
      GivenGateway.document(Names.gateway(uid), "rosebud-rosebud-rosebud");

  /** Its catalog watches nothing: it knows what the store wrote, and of nobody else's writes. */
  private final DocumentStore store = new DocumentStore(client, catalog());

  @Test
  void firstDocument_hasRevisionOne_andItsSecretsUidForAnEpoch() {
    GatewayConfig stored = store(wish);
    assertThat(stored).isEqualTo(wish.at(secret().getMetadata().getUid(), 1));
    assertThat(GatewayDocument.read(secret())).contains(wish.at(null, 1));
  }

  @Test
  void sameWish_writesNothing() {
    GatewayConfig first = store(wish);
    Secret before = secret();
    assertThat(store(wish)).isEqualTo(first);
    assertThat(secret()).isEqualTo(before);
  }

  @Test
  void otherWish_raisesTheRevisionByOne_inTheSameEpoch() {
    GatewayConfig first = store(wish);
    GatewayConfig second = store(otherWish);
    assertThat(second).isEqualTo(otherWish.at(first.epoch(), 2));
    assertThat(GatewayDocument.read(secret())).contains(second);
    assertThat(store(wish)).isEqualTo(wish.at(first.epoch(), 3));
  }

  @Test
  void otherSizeOfTheGateway_isAnotherWish() {
    store(wish);
    Gateway standard = new Gateway(Routing.DYNAMIC, Sku.STANDARD);
    GatewayConfig second = store.store(objects, standard, wish, 0);
    assertThat(second.revision()).isEqualTo(2);
    assertThat(secret().getMetadata().getAnnotations())
        .containsEntry("culvert.dev/sku", "STANDARD");
  }

  @Test
  void higherRevisionOfTheGateway_isOvertaken_thoughTheWishIsTheSame() {
    store(wish);
    assertThat(store(wish, 41).revision()).isEqualTo(42);
    assertThat(GatewayDocument.read(secret()))
        .contains(wish.at(secret().getMetadata().getUid(), 42));
  }

  @Test
  void higherRevisionOfTheGateway_isOvertaken_byAnotherWishAtOnce() {
    store(wish);
    assertThat(store(otherWish, 41).revision()).isEqualTo(42);
  }

  @Test
  void sameOrLowerRevisionOfTheGateway_writesNothing() {
    store(wish);
    store(otherWish);
    Secret before = secret();
    assertThat(store(otherWish, 2).revision()).isEqualTo(2);
    assertThat(store(otherWish, 1).revision()).isEqualTo(2);
    assertThat(secret()).isEqualTo(before);
  }

  /** A policy engine or a restore may take labels, and with them the Secret from the catalog. */
  @Test
  void secretWithoutLabels_isFoundAndLabelledAgain_andKeepsItsEpoch() {
    GatewayConfig first = store(wish);
    client
        .resource(secret())
        .edit(s -> s.edit().editMetadata().withLabels(Map.of()).endMetadata().build());

    GatewayConfig next = new DocumentStore(client, catalog()).store(objects, BASIC, wish, 0);

    assertThat(next.epoch()).isEqualTo(first.epoch());
    assertThat(next.revision()).isEqualTo(2);
    assertThat(secret().getMetadata().getLabels()).containsKey(GatewayObjects.GATEWAY_LABEL);
  }

  @Test
  void secretOfAnotherNetwork_isLeftAlone() {
    store(wish);
    client
        .resource(secret())
        .edit(s ->
            s.edit()
                .editMetadata()
                .withLabels(Map.of())
                .addToAnnotations(GatewayObjects.NETWORK_UID_ANNOTATION, "another")
                .endMetadata()
                .build());
    Secret before = secret();

    assertThatExceptionOfType(KubernetesClientException.class)
        .isThrownBy(() -> new DocumentStore(client, catalog()).store(objects, BASIC, wish, 0));

    assertThat(secret()).isEqualTo(before);
  }

  @Test
  void deposedLeader_changesNothing() {
    store(wish);
    client
        .resource(secret())
        .edit(s -> new SecretBuilder(s).addToData("config.json", "bm90IG91cnM=").build());
    Secret ofTheNewLeader = secret();
    assertThatExceptionOfType(KubernetesClientException.class)
        .isThrownBy(() -> store(otherWish))
        .satisfies(e -> assertThat(e.getCode()).isEqualTo(HttpURLConnection.HTTP_CONFLICT));
    assertThat(secret()).isEqualTo(ofTheNewLeader);
  }

  @Test
  void deposedLeader_thatKnowsOfNoDocument_changesNothing() {
    store(wish);
    Secret ofTheNewLeader = secret();
    assertThatExceptionOfType(KubernetesClientException.class)
        .isThrownBy(() -> new DocumentStore(client, catalog()).store(objects, BASIC, otherWish, 0))
        .satisfies(e -> assertThat(e.getCode()).isEqualTo(HttpURLConnection.HTTP_CONFLICT));
    assertThat(secret()).isEqualTo(ofTheNewLeader);
  }

  @Test
  void unreadableDocument_isReplaced() {
    GatewayConfig first = store(wish);
    Catalog catalog = catalog();
    catalog
        .gateways()
        .wrote(
            client
                .resource(
                    new SecretBuilder(secret()).addToData("config.json", "Z2FyYmFnZQ==").build())
                .update());
    GatewayConfig next = new DocumentStore(client, catalog).store(objects, BASIC, wish, 1);
    assertThat(next).isEqualTo(wish.at(first.epoch(), 2));
    assertThat(GatewayDocument.read(secret())).contains(next);
  }

  private GatewayConfig store(GatewayConfig something) {
    return store(something, 0);
  }

  private GatewayConfig store(GatewayConfig something, long reported) {
    return store.store(objects, BASIC, something, reported);
  }

  private static Catalog catalog() {
    return new Catalog(client, Set.of(), "culvert-system", "culvert-gateways", network -> {});
  }

  private Secret secret() {
    return client
        .secrets()
        .inNamespace("culvert-gateways")
        .withName(Names.configSecret(wish.gateway()))
        .require();
  }
}
