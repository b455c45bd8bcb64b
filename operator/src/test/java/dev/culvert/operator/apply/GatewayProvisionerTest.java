package dev.culvert.operator.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.culvert.crds.v1alpha1.Exposure;
import dev.culvert.crds.v1alpha1.ExposureType;
import dev.culvert.crds.v1alpha1.Gateway;
import dev.culvert.crds.v1alpha1.Routing;
import dev.culvert.crds.v1alpha1.Sku;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.gateway.contract.GatewayConfig;
import dev.culvert.operator.catalog.Catalog;
import dev.culvert.operator.gateway.GatewayDocument;
import dev.culvert.operator.gateway.GatewayObjects;
import dev.culvert.operator.gateway.GivenGateway;
import dev.culvert.operator.pki.CertificateAuthority;
import dev.culvert.operator.plan.GatewayWish;
import dev.culvert.operator.plan.Given;
import dev.culvert.operator.plan.Names;
import dev.culvert.operator.plan.Prefix;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient
class GatewayProvisionerTest {
  private static final VirtualNetwork NETWORK = Given.network("vnet1", Given.BASIC, "10.1.0.0/16");
  private static final String UID = NETWORK.getMetadata().getUid();
  private static final String NAME = Names.gateway(UID);
  private static final GatewayWish WISH =
      new GatewayWish(NAME, Given.BASIC, List.of(Prefix.of("10.1.0.0/16")), "10.1.0.4");
  private static final GatewayConfig DOCUMENT = GivenGateway.document(NAME);
  private static final String SERVICES = "/api/v1/namespaces/culvert-gateways/services/";
  private static final String SECRETS = "/api/v1/namespaces/culvert-gateways/secrets";

  private final GatewayObjects objects = GivenGateway.objects(UID);
  private KubernetesMockServer server;
  private KubernetesClient client;

  /** The other side dials the Service, the pod mounts the Secrets and is guarded by the policy. */
  @Test
  void pod_isWrittenLast_andWhatItAndOthersNeedBefore() throws Exception {
    answers();
    assertThat(provision().revision()).isEqualTo(1);
    assertThat(requests())
        .containsExactly(
            "PATCH services/" + NAME,
            "PATCH secrets/" + NAME + "-tls",
            "POST secrets",
            "PATCH networkpolicies/" + NAME,
            "PATCH deployments/" + NAME);
  }

  /** Others dial it from outside: it stands before the pod, as the cluster's own Service does. */
  @Test
  void gatewayForPeersOutside_getsAServiceOfItsOwn() throws Exception {
    GatewayWish exposed =
        new GatewayWish(
            NAME,
            new Gateway(Routing.DYNAMIC, Sku.BASIC, new Exposure(ExposureType.LOAD_BALANCER, null)),
            WISH.addressSpace(),
            WISH.insideAddress());
    applied(SERVICES, objects.publicService(exposed).orElseThrow());
    answers();
    provision(exposed);
    assertThat(requests())
        .startsWith("PATCH services/" + NAME, "PATCH services/" + NAME + "-public");
  }

  @Test
  void deposedLeader_getsNoFurtherThanTheDocument() throws Exception {
    server.expect().post().withPath(SECRETS).andReturn(409, null).once();
    answers();
    assertThatExceptionOfType(KubernetesClientException.class).isThrownBy(this::provision);
    assertThat(requests()).endsWith("POST secrets", "GET secrets/" + Names.configSecret(NAME));
  }

  /** What the API server answers where all goes well. */
  private void answers() {
    Secret certificate =
        new SecretBuilder().withMetadata(objects.metadata(Names.tlsSecret(NAME))).build();
    applied(SERVICES, objects.service());
    applied(SECRETS + "/", certificate);
    server
        .expect()
        .post()
        .withPath(SECRETS)
        .andReturn(201, GatewayDocument.secret(objects, Given.BASIC, DOCUMENT.at(null, 1)))
        .once();
    applied(
        "/apis/networking.k8s.io/v1/namespaces/culvert-gateways/networkpolicies/",
        objects.networkPolicy());
    applied(
        "/apis/apps/v1/namespaces/culvert-gateways/deployments/",
        objects.deployment(WISH, NETWORK.getSpec().location()));
  }

  private void applied(String path, HasMetadata answer) {
    server
        .expect()
        .patch()
        .withPath(path + answer.getMetadata().getName() + "?fieldManager=culvert&force=true")
        .andReturn(200, answer)
        .once();
  }

  private GatewayConfig provision() {
    return provision(WISH);
  }

  private GatewayConfig provision(GatewayWish wish) {
    var catalog = new Catalog(client, Set.of(), "culvert-system", "culvert-gateways", n -> {});
    var gate = new RolloutGate(new GivenGateways(), 1, gateway -> {}, Clock.systemUTC());
    return new GatewayProvisioner(
            client,
            new ServerSideApply(client),
            catalog,
            CertificateAuthority.create(Clock.systemUTC()),
            GivenGateway.SETTINGS,
            gate,
            Clock.systemUTC())
        .provision(NETWORK, wish, DOCUMENT, 0);
  }

  private List<String> requests() throws InterruptedException {
    List<String> requests = new ArrayList<>();
    for (int left = server.getRequestCount(); left > 0; left--) {
      RecordedRequest request = server.takeRequest();
      requests.add(
          request.getMethod()
              + " "
              + request
                  .getPath()
                  .replaceFirst("[?].*", "")
                  .replaceFirst(".*/culvert-gateways/", ""));
    }
    return requests;
  }
}
