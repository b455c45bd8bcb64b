package dev.culvert.operator.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.gateway.contract.SharedKey;
import dev.culvert.operator.catalog.Catalog;
import dev.culvert.operator.catalog.LiveNetworks;
import dev.culvert.operator.gateway.GatewayDocument;
import dev.culvert.operator.gateway.GatewayObjects;
import dev.culvert.operator.gateway.GivenGateway;
import dev.culvert.operator.gateway.LinkSecret;
import dev.culvert.operator.pki.CertificateAuthority;
import dev.culvert.operator.plan.ConnectionPlan.GeneratedKey;
import dev.culvert.operator.plan.GatewayWish;
import dev.culvert.operator.plan.Given;
import dev.culvert.operator.plan.Names;
import dev.culvert.operator.plan.Prefix;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EnableKubernetesMockClient(crud = true)
class SweepTest {
  private static final String GATEWAYS = GivenGateway.SETTINGS.namespace();
  private static final String SYSTEM = GivenGateway.SETTINGS.operatorNamespace();

  private static final CertificateAuthority AUTHORITY =
      CertificateAuthority.create(Clock.systemUTC());

  private KubernetesMockServer server;
  private KubernetesClient client;
  private Catalog catalog;

  @AfterEach
  void operatorStops() {
    catalog.close();
  }

  @Test
  void gatewayOfANetworkThatIsThere_stays() throws Exception {
    VirtualNetwork network =
        client.resource(Given.network("vnet1", Given.BASIC, "10.1.0.0/16")).create();
    List<HasMetadata> gateway = gateway(network.getMetadata().getUid());
    gateway.forEach(object -> client.resource(object).create());
    sweep();
    assertThat(gateway).allMatch(this::exists);
  }

  @Test
  void gatewayOfANetworkThatWaitsForItsConnections_stays() throws Exception {
    VirtualNetwork network = Given.network("vnet1", Given.BASIC, "10.1.0.0/16");
    network.addFinalizer("culvert.dev/gateway");
    network = client.resource(network).create();
    client.resource(network).delete();
    List<HasMetadata> gateway = gateway(network.getMetadata().getUid());
    gateway.forEach(object -> client.resource(object).create());
    sweep();
    assertThat(gateway).allMatch(this::exists);
  }

  /** A lagging API server answers the first list of a cache from the past. */
  @Test
  void gatewayOfANetworkThatTheCacheLacks_staysWhereTheApiServerHasIt() throws Exception {
    VirtualNetwork network = Given.network("vnet1", Given.BASIC, "10.1.0.0/16");
    server
        .expect()
        .get()
        .withPath("/apis/culvert.dev/v1alpha1/namespaces/shop/virtualnetworks/vnet1")
        .andReturn(200, network)
        .always();
    List<HasMetadata> gateway = gateway(network.getMetadata().getUid());
    gateway.forEach(object -> client.resource(object).create());
    sweep();
    assertThat(catalog.networks()).isEmpty();
    assertThat(gateway).allMatch(this::exists);
  }

  @Test
  void gatewayOfANetworkThatIsGone_goesAsAWhole_andTheOthersStay() throws Exception {
    VirtualNetwork network =
        client.resource(Given.network("vnet1", Given.BASIC, "10.1.0.0/16")).create();
    List<HasMetadata> gateway = gateway(network.getMetadata().getUid());
    List<HasMetadata> orphan = gateway("uid-of-a-former-network");
    Stream.of(gateway, orphan).flatMap(List::stream).forEach(o -> client.resource(o).create());
    sweep();
    assertThat(orphan).noneMatch(this::exists);
    assertThat(gateway).allMatch(this::exists);
  }

  /** Whatever was interrupted between two of its deletions. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void lastObjectOfAGateway_goesToo(int index) throws Exception {
    HasMetadata last = gateway("uid-of-a-former-network").get(index);
    client.resource(last).create();
    sweep();
    assertThat(exists(last)).as("%s %s", last.getKind(), last.getMetadata().getName()).isFalse();
  }

  @Test
  void objectsOfOthers_stay_whenAGatewayGoes() throws Exception {
    Secret unlabelled =
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(GATEWAYS)
            .withName("registry")
            .addToAnnotations(GatewayObjects.NETWORK_UID_ANNOTATION, "uid-of-a-former-network")
            .endMetadata()
            .build();
    Secret ofNoNetwork =
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(GATEWAYS)
            .withName("somebodys")
            .withLabels(GatewayObjects.COMPONENT)
            .endMetadata()
            .build();
    client.resource(unlabelled).create();
    client.resource(ofNoNetwork).create();
    gateway("uid-of-a-former-network").forEach(object -> client.resource(object).create());
    sweep();
    assertThat(List.of(unlabelled, ofNoNetwork)).allMatch(this::exists);
  }

  @Test
  void keyOfALink_goesWithEitherConnection() throws Exception {
    GatewayConnection here = client.resource(Given.connection("vnet1", "vnet2", 0)).create();
    GatewayConnection there = client.resource(Given.connection("vnet2", "vnet1", 1)).create();
    Secret kept = key(here.getMetadata().getUid(), there.getMetadata().getUid());
    Secret orphan = key(here.getMetadata().getUid(), "uid-of-a-former-connection");
    client.resource(kept).create();
    client.resource(orphan).create();
    sweep();
    assertThat(exists(kept)).isTrue();
    assertThat(exists(orphan)).isFalse();
  }

  /** Of what cannot be read nothing is known to be gone. */
  @Test
  void gatewaysAndKeys_ofANamespaceThatCannotBeRead_stay() throws Exception {
    server
        .expect()
        .get()
        .withPath("/apis/culvert.dev/v1alpha1/namespaces/shop/virtualnetworks?resourceVersion=0")
        .andReturn(403, null)
        .always();
    List<HasMetadata> objects = new ArrayList<>(gateway("uid-of-a-network-nobody-sees"));
    objects.add(key("uid-nobody-sees", "uid-nobody-sees-either"));
    objects.forEach(object -> client.resource(object).create());
    sweep(Set.of("shop"));
    assertThat(objects).allMatch(this::exists);
  }

  private void sweep() throws InterruptedException {
    sweep(Set.of());
  }

  private void sweep(Set<String> watchNamespaces) throws InterruptedException {
    catalog = new Catalog(client, watchNamespaces, SYSTEM, GATEWAYS, network -> {});
    catalog.start();
    var nothingRollsOut = new RolloutGate(new GivenGateways(), 1, gateway -> {}, Clock.systemUTC());
    var provisioner =
        new GatewayProvisioner(
            client,
            new ServerSideApply(client),
            catalog,
            AUTHORITY,
            GivenGateway.SETTINGS,
            nothingRollsOut,
            Clock.systemUTC());
    new Sweep(catalog, provisioner, new LinkKeys(client, SYSTEM, catalog), new LiveNetworks(client))
        .run();
  }

  private static List<HasMetadata> gateway(String networkUid) {
    GatewayObjects objects = GivenGateway.objects(networkUid);
    String name = Names.gateway(networkUid);
    GatewayWish wish =
        new GatewayWish(name, Given.BASIC, List.of(Prefix.of("10.1.0.0/16")), "10.1.0.4");
    return List.of(
        objects.service(),
        objects.networkPolicy(),
        objects.deployment(wish, "china-north"),
        GatewayDocument.secret(objects, Given.BASIC, GivenGateway.document(name)),
        new SecretBuilder().withMetadata(objects.metadata(Names.tlsSecret(name))).build());
  }

  private static Secret key(String uid, String peerUid) {
    return LinkSecret.secret(
        SYSTEM,
        new GeneratedKey(Names.linkSecret(uid, peerUid), List.of(uid, peerUid)),
        SharedKey.of("rosebud-rosebud-rosebud"));
  }

  private boolean exists(HasMetadata object) {
    return client.resource(object).get() != null;
  }
}
