package dev.culvert.e2e.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.CulvertRelease;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Link;
import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.CapabilitiesBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SELinuxOptionsBuilder;
import io.fabric8.kubernetes.api.model.SeccompProfileBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the API server lets the operator's account write, asked in the name of that account. All
 * other end-to-end tests show that it lets through what the operator needs.
 */
@ExtendWith(ClusterExtension.class)
class OperatorWritesIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String GATEWAYS = CulvertRelease.GATEWAY_NAMESPACE;
  private static final String ACCOUNT = "system:serviceaccount:culvert-system:culvert";

  private static TestCluster cluster;
  private static KubernetesClient operator;
  private static Link link;

  /** A gateway as it is, under another name. */
  private static Deployment gateway;

  @BeforeAll
  static void impersonateTheOperator(TestCluster shared) {
    cluster = shared;
    link = Link.connected(cluster);
    Config config =
        new ConfigBuilder(cluster.client().getConfiguration())
            .withImpersonateUsername(ACCOUNT)
            .withImpersonateGroups(
                "system:serviceaccounts",
                "system:serviceaccounts:culvert-system",
                "system:authenticated")
            .build();
    operator = new KubernetesClientBuilder().withConfig(config).build();
    gateway =
        new DeploymentBuilder(
                cluster
                    .client()
                    .apps()
                    .deployments()
                    .inNamespace(GATEWAYS)
                    .withName(link.left().gateway())
                    .require())
            .withStatus(null)
            .withMetadata(
                new ObjectMetaBuilder().withNamespace(GATEWAYS).withName("gw-forged").build())
            .build();
    // API servers take a new policy up after a moment.
    await("the policies are in force")
        .atMost(LIMIT)
        .ignoreExceptions()
        .untilAsserted(() ->
            assertThatThrownBy(() -> dryRun(secret("bootstrap.kubernetes.io/token")))
                .hasMessageContaining("Culvert's operator may not write"));
  }

  @AfterAll
  static void becomeOneselfAgain() {
    if (operator != null) {
      operator.close();
    }
    link.delete();
  }

  record Forged(String what, Consumer<Deployment> change, String... words) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Forged> forgedDeployments() {
    return Stream.of(
        pod("network of the node", OperatorWritesIT::shareNetwork, "hostNetwork, hostPID"),
        pod("processes of the node", pod -> pod.setHostPID(true), "hostNetwork, hostPID"),
        pod("IPC of the node", pod -> pod.setHostIPC(true), "hostNetwork, hostPID"),
        pod(
            "folder of the node",
            pod ->
                pod.getVolumes()
                    .add(
                        new VolumeBuilder()
                            .withName("root")
                            .withNewHostPath("/", "Directory")
                            .build()),
            "volumes [root]"),
        pod(
            "token by a volume",
            pod ->
                pod.getVolumes()
                    .add(
                        new VolumeBuilder()
                            .withName("token")
                            .withNewProjected()
                            .addNewSource()
                            .withNewServiceAccountToken(null, 3_600L, "token")
                            .endSource()
                            .endProjected()
                            .build()),
            "volumes [token]"),
        container(
            "privileged",
            container -> {
              container.getSecurityContext().setPrivileged(true);
              container.getSecurityContext().setAllowPrivilegeEscalation(true);
            },
            "containers [gateway] are privileged"),
        container(
            "privilege escalation",
            container -> container.getSecurityContext().setAllowPrivilegeEscalation(null),
            "allowPrivilegeEscalation false"),
        container(
            "one capability more",
            container ->
                container
                    .getSecurityContext()
                    .setCapabilities(capabilities("ALL", "NET_ADMIN", "SYS_ADMIN")),
            "drop must be ALL, and add only NET_ADMIN, NET_BIND_SERVICE and MKNOD"),
        container(
            "every capability",
            container -> container.getSecurityContext().setCapabilities(capabilities("ALL", "ALL")),
            "drop must be ALL"),
        container(
            "the runtime's capabilities",
            container ->
                container.getSecurityContext().setCapabilities(capabilities("NET_RAW", "MKNOD")),
            "drop must be ALL"),
        pod(
            "an init container",
            pod ->
                pod.setInitContainers(
                    List.of(
                        new ContainerBuilder()
                            .withName("first")
                            .withImage("example.com/first:1")
                            .build())),
            "containers [first] are privileged or may gain privileges"),
        container(
            "no seccomp",
            container ->
                container
                    .getSecurityContext()
                    .setSeccompProfile(new SeccompProfileBuilder().withType("Unconfined").build()),
            "default confinement"),
        container(
            "SELinux type",
            container ->
                container
                    .getSecurityContext()
                    .setSeLinuxOptions(new SELinuxOptionsBuilder().withType("spc_t").build()),
            "default confinement"),
        pod(
            "no seccomp for the pod",
            pod -> pod.getSecurityContext().setSeccompProfile(null),
            "seccomp profile RuntimeDefault"),
        pod(
            "another account",
            pod -> pod.setServiceAccountName("builder"),
            "\"builder\"",
            "culvert-gateway is expected"),
        pod(
            "a token",
            pod -> pod.setAutomountServiceAccountToken(true),
            "automountServiceAccountToken false"),
        container(
            "the kubelet's port",
            container -> container.getPorts().getFirst().setHostPort(10_255),
            "500 and 4500"));
  }

  @ParameterizedTest
  @MethodSource("forgedDeployments")
  void deploymentThatIsMoreThanAGateway_isRefusedByName(Forged forged) {
    Deployment deployment = new DeploymentBuilder(gateway).build();
    forged.change().accept(deployment);

    assertThatThrownBy(() -> dryRun(deployment))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining(
            "Culvert's operator may write gateways only, and Deployment \"gw-forged\" is none: ")
        .hasMessageContainingAll(forged.words());
  }

  @Test
  void gatewaysOfThisVersionAndTheOneBefore_areWritten() {
    assertThat(dryRun(gateway)).isNotNull();
    for (String account : new String[] {"culvert-gateway", "default"}) {
      Deployment deployment = new DeploymentBuilder(gateway).build();
      podOf(deployment).setServiceAccountName(account);
      assertThat(dryRun(deployment)).as(account).isNotNull();
    }
    assertThat(
            cluster
                .client()
                .serviceAccounts()
                .inNamespace(GATEWAYS)
                .withName("culvert-gateway")
                .get())
        .satisfies(account -> assertThat(account.getAutomountServiceAccountToken()).isFalse());
  }

  @Test
  void gatewayThatRuns_isNotMadeMore() {
    var running =
        operator.apps().deployments().inNamespace(GATEWAYS).withName(link.left().gateway());

    assertThatThrownBy(() ->
            running
                .dryRun()
                .patch(
                    PatchContext.of(PatchType.JSON_MERGE),
                    """
                    {"spec":{"template":{"spec":{
                      "hostNetwork": true, "securityContext": {"sysctls": null}}}}}
                    """))
        .hasMessageContaining("hostNetwork, hostPID and hostIPC must be unset");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Opaque",
        "kubernetes.io/tls",
        "culvert.dev/gateway-config",
        "culvert.dev/link-key"
      })
  void secretsOfCulvert_areWritten(String type) {
    assertThat(dryRun(secret(type))).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kubernetes.io/service-account-token",
        "bootstrap.kubernetes.io/token",
        "kubernetes.io/dockerconfigjson",
        "helm.sh/release.v1"
      })
  void secretThatIsARight_isRefusedByName_alsoInTheOperatorsOwnNamespace(String type) {
    for (String namespace : new String[] {GATEWAYS, CulvertRelease.NAMESPACE}) {
      Secret secret = secret(type);
      secret.getMetadata().setNamespace(namespace);

      assertThatThrownBy(() -> dryRun(secret))
          .hasMessageContaining(
              "Culvert's operator may not write Secret \"forged\" of type %s; Opaque, kubernetes.io/tls,"
                  .formatted(type));
    }
  }

  @Test
  void serviceThatTakesAnAddressOfOthers_isRefusedByName() {
    Service service = service();
    service.getSpec().setExternalIPs(List.of("192.0.2.1"));
    assertThatThrownBy(() -> dryRun(service))
        .hasMessageContaining("Culvert's operator may not give Service \"forged\" externalIPs");

    Service named = service();
    named.getSpec().setType("ExternalName");
    named.getSpec().setExternalName("example.com");
    assertThatThrownBy(() -> dryRun(named)).hasMessageContaining("of type ExternalName;");

    assertThat(dryRun(service())).isNotNull();
  }

  @Test
  void whatOthersWrite_isNotJudged() {
    Deployment deployment = new DeploymentBuilder(gateway).build();
    shareNetwork(podOf(deployment));

    assertThat(cluster.client().resource(deployment).dryRun().create()).isNotNull();
    assertThat(cluster.client().resource(secret("example.com/kind")).dryRun().create()).isNotNull();
  }

  private static <T extends HasMetadata> T dryRun(T object) {
    return operator.resource(object).dryRun().create();
  }

  private static Forged pod(String what, Consumer<PodSpec> change, String... words) {
    return new Forged(what, deployment -> change.accept(podOf(deployment)), words);
  }

  private static Forged container(String what, Consumer<Container> change, String... words) {
    return pod(what, pod -> change.accept(pod.getContainers().getFirst()), words);
  }

  /** Sysctls of the network are the node's then, which the API server refuses by itself. */
  private static void shareNetwork(PodSpec pod) {
    pod.setHostNetwork(true);
    pod.getSecurityContext().setSysctls(null);
  }

  private static PodSpec podOf(Deployment deployment) {
    return deployment.getSpec().getTemplate().getSpec();
  }

  private static Capabilities capabilities(String drop, String... add) {
    return new CapabilitiesBuilder().withDrop(drop).withAdd(add).build();
  }

  private static Secret secret(String type) {
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace(GATEWAYS)
        .withName("forged")
        .addToAnnotations("kubernetes.io/service-account.name", "culvert-gateway")
        .endMetadata()
        .withType(type)
        .withStringData(
            Map.of("tls.crt", "", "tls.key", "", ".dockerconfigjson", "{}", "token-id", "abcdef"))
        .build();
  }

  private static Service service() {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace(GATEWAYS)
        .withName("forged")
        .endMetadata()
        .withNewSpec()
        .withType("ClusterIP")
        .addNewPort()
        .withName("ike")
        .withPort(500)
        .withProtocol("UDP")
        .endPort()
        .endSpec()
        .build();
  }
}
