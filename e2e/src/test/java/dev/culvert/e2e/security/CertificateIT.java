package dev.culvert.e2e.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.Condition;
import dev.culvert.crds.v1alpha1.ConnectionState;
import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.CulvertRelease;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Link;
import dev.culvert.e2e.scenario.Side;
import dev.culvert.e2e.scenario.Tools;
import dev.culvert.gateway.contract.Contract;
import dev.culvert.operator.pki.CertificateAuthority;
import dev.culvert.operator.pki.CertificateAuthorityStore;
import dev.culvert.operator.pki.IssuedCertificate;
import dev.culvert.operator.plan.Names;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who is believed between operator and gateways. */
@ExtendWith(ClusterExtension.class)
class CertificateIT {
  private static final String OPERATOR_DEPLOYMENT = "culvert";

  @Test
  void agent_takesTheOperatorsCertificate_andNoOther(TestCluster cluster) throws Exception {
    Link link = Link.connected(cluster);
    Tools tools = Tools.on(cluster);
    Side asked = link.left();
    CertificateAuthority authority = authority(cluster);
    Map<String, String> other = tls(link.right()).require().getData();

    assertThat(ask(tools, asked, authority.operatorCertificate())).isEqualTo("200");
    assertThat(
            ask(
                tools,
                asked,
                new IssuedCertificate(text(other, "tls.crt"), text(other, "tls.key"))))
        .as("another gateway's certificate")
        .isEqualTo("000");
    assertThat(ask(tools, asked, authority.gatewayCertificate(asked.gateway())))
        .as("the gateway's own certificate")
        .isEqualTo("000");
    assertThat(
            ask(tools, asked, CertificateAuthority.create(Clock.systemUTC()).operatorCertificate()))
        .as("a certificate with the operator's name, of another authority")
        .isEqualTo("000");
    assertThat(tools.shell(curl(asked, ""))).as("no certificate").isEqualTo("000");
    link.delete();
  }

  @Test
  void operator_doesNotBelieveAGatewayThatShowsAnothersCertificate(TestCluster cluster) {
    Link link = Link.connected(cluster);
    Side impostor = link.left();
    Map<String, String> stolen = tls(link.right()).require().getData();
    String former = impostor.pod().getMetadata().getUid();

    scaleOperator(cluster, 0);
    try {
      // Immutable, so that the operator, which would mend it at once, cannot.
      Secret secret = tls(impostor).require();
      tls(impostor).delete();
      secret.getMetadata().setResourceVersion(null);
      secret.getMetadata().setUid(null);
      secret.setData(stolen);
      secret.setImmutable(true);
      cluster.client().resource(secret).create();
      cluster.client().resource(impostor.pod()).delete();
      await("a gateway that shows another's certificate")
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .untilAsserted(() -> {
            assertThat(impostor.pod().getMetadata().getUid()).isNotEqualTo(former);
            assertThat(Readiness.isPodReady(impostor.pod())).isTrue();
            assertThat(impostor.exec("cat", "/etc/culvert/tls/tls.crt"))
                .isEqualTo(text(stolen, "tls.crt"));
          });
    } finally {
      scaleOperator(cluster, 1);
    }

    awaitRefusal(impostor, link.right());

    String second = impostor.pod().getMetadata().getUid();
    cluster.client().resource(impostor.pod()).delete();
    await("another pod with the same certificate")
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptionsInstanceOf(AssertionError.class)
        .until(() -> !impostor.pod().getMetadata().getUid().equals(second));
    awaitRefusal(impostor, link.right());

    forgetCertificate(cluster, impostor);
    link.awaitConnected();
    link.delete();
  }

  private static void awaitRefusal(Side impostor, Side other) {
    await("the operator says whose certificate it was shown")
        .atMost(Duration.ofSeconds(120))
        .untilAsserted(() ->
            assertThat(ready(impostor, other))
                .returns("Unknown", Condition::status)
                .returns("GatewayUnreachable", Condition::reason)
                .satisfies(condition ->
                    assertThat(condition.message())
                        .contains(other.gateway())
                        .contains("was shown, expected " + impostor.gateway())));
    assertThat(impostor.statusTowards(other).state()).isEqualTo(ConnectionState.UNKNOWN);
  }

  /** A kubelet keeps an immutable Secret for as long as one pod on its node uses it. */
  private static void forgetCertificate(TestCluster cluster, Side side) {
    scaleOperator(cluster, 0);
    cluster
        .client()
        .apps()
        .deployments()
        .inNamespace(CulvertRelease.GATEWAY_NAMESPACE)
        .withName(side.gateway())
        .scale(0);
    await("no pod uses the certificate")
        .atMost(Duration.ofSeconds(60))
        .until(() ->
            cluster
                .client()
                .pods()
                .inNamespace(CulvertRelease.GATEWAY_NAMESPACE)
                .withLabel("culvert.dev/gateway", side.gateway())
                .list()
                .getItems()
                .isEmpty());
    tls(side).delete();
    scaleOperator(cluster, 1);
  }

  /** The status of curl's answer from the gateway's agent, 000 when there was none. */
  private static String ask(Tools tools, Side asked, IssuedCertificate with) {
    String certificate = tools.write("client.crt", with.certificatePem());
    String key = tools.write("client.key", with.privateKeyPem());
    String answer = tools.shell(curl(asked, "--cert " + certificate + " --key " + key));
    tools.run("rm", certificate, key);
    return answer;
  }

  private static String curl(Side asked, String options) {
    return "curl -s -k -o /dev/null -w '%%{http_code}' -m 10 %s https://%s:%d%s; true"
        .formatted(options, asked.podAddress(), Contract.API_PORT, Contract.STATE_PATH);
  }

  private static CertificateAuthority authority(TestCluster cluster) throws Exception {
    Map<String, String> data =
        cluster
            .client()
            .secrets()
            .inNamespace(CulvertRelease.NAMESPACE)
            .withName(CertificateAuthorityStore.SECRET)
            .require()
            .getData();
    return CertificateAuthority.read(text(data, "ca.crt"), text(data, "ca.key"), Clock.systemUTC());
  }

  private static Resource<Secret> tls(Side side) {
    return side.cluster()
        .client()
        .secrets()
        .inNamespace(CulvertRelease.GATEWAY_NAMESPACE)
        .withName(Names.tlsSecret(side.gateway()));
  }

  private static Condition ready(Side from, Side to) {
    return from.statusTowards(to).conditions().stream()
        .filter(condition -> condition.type().equals("Ready"))
        .findFirst()
        .orElseThrow();
  }

  private static void scaleOperator(TestCluster cluster, int replicas) {
    cluster
        .client()
        .apps()
        .deployments()
        .inNamespace(CulvertRelease.NAMESPACE)
        .withName(OPERATOR_DEPLOYMENT)
        .scale(replicas);
    await("the operator has " + replicas + " pods")
        .atMost(Duration.ofSeconds(90))
        .until(() ->
            cluster.client().pods().inNamespace(CulvertRelease.NAMESPACE).list().getItems().stream()
                    .filter(pod -> replicas == 0 || Readiness.isPodReady(pod))
                    .count()
                == replicas);
  }

  private static String text(Map<String, String> data, String key) {
    return new String(Base64.getDecoder().decode(data.get(key)), StandardCharsets.US_ASCII);
  }
}
