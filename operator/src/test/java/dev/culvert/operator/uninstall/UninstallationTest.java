package dev.culvert.operator.uninstall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.crds.v1alpha1.AddressClaim;
import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.crds.v1alpha1.NetworkSegment;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class UninstallationTest {
  private static final String SYSTEM = "culvert-system";
  private static final String NODES = "culvert-nodes";
  private static final String GATEWAYS = "culvert-gateways";
  private static final Map<String, String> OPERATOR_LABELS =
      Map.of("app.kubernetes.io/component", "operator");

  private static final ResourceDefinitionContext NETWORKS =
      ResourceDefinitionContext.fromResourceType(VirtualNetwork.class);

  private KubernetesMockServer server;
  private KubernetesClient client;

  @BeforeEach
  void operatorIsInstalled() {
    client.resource(deployment(SYSTEM, "culvert", Map.of())).create();
  }

  @Test
  void networkLeft_refuses_andTheOperatorKeepsItsReplicas() throws Exception {
    network("team-a", "vnet1", List.of());

    Outcome outcome = uninstall(installation(false));

    assertThat(outcome).isInstanceOf(Outcome.NetworksLeft.class);
    assertThat(outcome.sentence()).contains("1 VirtualNetwork: team-a/vnet1");
    assertThat(operatorReplicas()).isEqualTo(2);
  }

  @Test
  void networkElsewhere_doesNotRefuse_whenOnlyOtherNamespacesAreServed() throws Exception {
    network("team-b", "vnet1", List.of());

    Installation served =
        new Installation(
            "culvert",
            Optional.of("1"),
            SYSTEM,
            GATEWAYS,
            Optional.of(NODES),
            List.of("team-a"),
            "culvert",
            false,
            true);

    assertThat(uninstall(served)).isInstanceOf(Outcome.Cleared.class);
  }

  @Test
  void noNetworkLeft_removesTheKeysAndNothingOfHelms() throws Exception {
    secret(SYSTEM, "culvert-ca", Map.of("app.kubernetes.io/managed-by", "culvert"));
    secret(SYSTEM, "link-0123456789", Map.of("app.kubernetes.io/managed-by", "culvert"));
    secret(SYSTEM, "sh.helm.release.v1.culvert.v1", Map.of("owner", "helm"));

    Outcome outcome = uninstall(installation(false));

    assertThat(outcome.sentence()).isEqualTo("No VirtualNetwork is left.");
    assertThat(client.secrets().inNamespace(SYSTEM).list().getItems())
        .extracting(secret -> secret.getMetadata().getName())
        .containsExactly("sh.helm.release.v1.culvert.v1");
    assertThat(operatorReplicas()).isZero();
  }

  @Test
  void failureHalfway_leavesTheOperatorItsReplicas() {
    object(AddressClaim.class, "team-a", "0123456789-10-1-1-4");
    server
        .expect()
        .delete()
        .withPath("/apis/culvert.dev/v1alpha1/namespaces/team-a/addressclaims/0123456789-10-1-1-4")
        .andReturn(403, new StatusBuilder().withCode(403).build())
        .always();

    assertThatThrownBy(() -> uninstall(installation(false)))
        .isInstanceOf(KubernetesClientException.class);

    assertThat(operatorReplicas()).isEqualTo(2);
  }

  @Test
  void force_takesOffOurFinalizersAndTheGateways_andLeavesTheNetworks() throws Exception {
    network("team-a", "vnet1", List.of("virtualnetworks.culvert.dev/finalizer", "other.org/keep"));
    Map<String, String> ours = Map.of("app.kubernetes.io/managed-by", "culvert");
    client.resource(deployment(GATEWAYS, "gw-0123456789", ours)).create();
    client.resource(deployment(GATEWAYS, "of-somebody-else", Map.of())).create();
    secret(GATEWAYS, "gw-0123456789-tls", ours);
    object(AddressClaim.class, "team-a", "0123456789-10-1-1-4");
    object(NetworkSegment.class, NODES, "segment-7");

    Outcome outcome = uninstall(installation(true));

    assertThat(outcome.sentence()).startsWith("Released 1 VirtualNetwork: team-a/vnet1:");
    assertThat(networks())
        .singleElement()
        .satisfies(network -> {
          assertThat(network.getMetadata().getFinalizers()).containsExactly("other.org/keep");
          assertThat(network.<Object>get("status")).isNull();
        });
    assertThat(client.apps().deployments().inNamespace(GATEWAYS).list().getItems())
        .extracting(deployment -> deployment.getMetadata().getName())
        .containsExactly("of-somebody-else");
    assertThat(client.secrets().inNamespace(GATEWAYS).list().getItems()).isEmpty();
    assertThat(client.resources(AddressClaim.class).inAnyNamespace().list().getItems()).isEmpty();
    assertThat(client.resources(NetworkSegment.class).inNamespace(NODES).list().getItems())
        .isEmpty();
  }

  @Test
  void connectionThatOutlivedItsNetwork_isReleased_alsoWithoutForce() throws Exception {
    object(
        GatewayConnection.class,
        "team-a",
        "to-vnet2",
        List.of("culvert.dev/tunnel", "other.org/keep"),
        Map.of("state", "Connected"));

    assertThat(uninstall(installation(false))).isInstanceOf(Outcome.Cleared.class);

    assertThat(
            client
                .genericKubernetesResources(
                    ResourceDefinitionContext.fromResourceType(GatewayConnection.class))
                .inAnyNamespace()
                .list()
                .getItems())
        .singleElement()
        .satisfies(connection -> {
          assertThat(connection.getMetadata().getFinalizers()).containsExactly("other.org/keep");
          assertThat(connection.<Object>get("status")).isNull();
        });
  }

  @Test
  void operatorThatDoesNotStop_refuses_andIsStartedAgain() throws Exception {
    client
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withNamespace(SYSTEM)
                .withName("culvert-1")
                .withLabels(OPERATOR_LABELS)
                .endMetadata()
                .build())
        .create();

    Outcome outcome = new Uninstallation(client, installation(false), Duration.ofMillis(300)).run();

    assertThat(outcome).isEqualTo(new Outcome.OperatorRunning("culvert-system/culvert"));
    assertThat(operatorReplicas()).isEqualTo(2);
  }

  @Test
  void operatorAlreadyGone_isNoObstacle() throws Exception {
    client.apps().deployments().inNamespace(SYSTEM).withName("culvert").delete();

    assertThat(uninstall(installation(false))).isInstanceOf(Outcome.Cleared.class);
  }

  private Outcome uninstall(Installation installation) throws InterruptedException {
    return new Uninstallation(client, installation, Duration.ofSeconds(20)).run();
  }

  private static Installation installation(boolean force) {
    return new Installation(
        "culvert",
        Optional.of("1"),
        SYSTEM,
        GATEWAYS,
        Optional.of(NODES),
        List.of(),
        "culvert",
        force,
        true);
  }

  private int operatorReplicas() {
    return client
        .apps()
        .deployments()
        .inNamespace(SYSTEM)
        .withName("culvert")
        .get()
        .getSpec()
        .getReplicas();
  }

  private List<GenericKubernetesResource> networks() {
    return client.genericKubernetesResources(NETWORKS).inAnyNamespace().list().getItems();
  }

  private void object(Class<? extends CustomResource<?, ?>> kind, String namespace, String name) {
    object(kind, namespace, name, List.of(), Map.of());
  }

  private void network(String namespace, String name, List<String> finalizers) {
    object(VirtualNetwork.class, namespace, name, finalizers, Map.of("state", "Created"));
  }

  private void object(
      Class<? extends CustomResource<?, ?>> kind,
      String namespace,
      String name,
      List<String> finalizers,
      Map<String, String> status) {
    client
        .genericKubernetesResources(ResourceDefinitionContext.fromResourceType(kind))
        .inNamespace(namespace)
        .resource(
            new GenericKubernetesResourceBuilder()
                .withApiVersion("culvert.dev/v1alpha1")
                .withKind(kind.getSimpleName())
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .withFinalizers(finalizers)
                .endMetadata()
                .addToAdditionalProperties("status", status)
                .build())
        .create();
  }

  private void secret(String namespace, String name, Map<String, String> labels) {
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .build())
        .create();
  }

  private static Deployment deployment(String namespace, String name, Map<String, String> labels) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .withLabels(labels)
        .endMetadata()
        .withNewSpec()
        .withReplicas(2)
        .withNewSelector()
        .withMatchLabels(OPERATOR_LABELS)
        .endSelector()
        .endSpec()
        .build();
  }
}
