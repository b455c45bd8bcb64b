package dev.culvert.e2e.crd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.Repository;
import dev.culvert.e2e.cluster.TestCluster;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files of {@code src/test/resources/crd} against a real API server. */
@ExtendWith(ClusterExtension.class)
class CrdValidationIT {

  private static final String NETWORK =
      """
      apiVersion: culvert.dev/v1alpha1
      kind: VirtualNetwork
      metadata: {name: shared}
      spec:
        location: china-north
        addressSpace: [%s]
        subnets: [{name: %s, addressPrefix: %s}]
      """;

  private static DefinitionsCopy definitions;

  @BeforeAll
  static void install(TestCluster cluster) {
    definitions = DefinitionsCopy.on(cluster);
  }

  @AfterAll
  static void remove() {
    definitions.close();
  }

  static Stream<ObjectFile> files() throws IOException {
    try (Stream<Path> files = Files.list(Repository.root().resolve("e2e/src/test/resources/crd"))) {
      return files.sorted().map(ObjectFile::of).toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void object_isAcceptedOrRefused_inTheWordsOfItsFile(ObjectFile file) {
    assertThat(file.isNamedAsExpected()).as("expect lines belong to invalid-*").isTrue();
    List<String> versions = file.versions();
    try {
      if (versions.size() > 1) {
        definitions.create(versions.getFirst());
        versions.subList(1, versions.size() - 1).forEach(definitions::replace);
      }

      if (file.expected().isEmpty()) {
        writeLast(versions);
      } else {
        var refusal =
            catchThrowableOfType(KubernetesClientException.class, () -> writeLast(versions));
        assertThat(refusal).as("accepted, but should have been refused").isNotNull();
        assertThat(refusal.getStatus().getMessage()).contains(file.expected());
      }
    } finally {
      definitions.object(versions.getFirst()).delete();
    }
  }

  private static void writeLast(List<String> versions) {
    if (versions.size() == 1) {
      definitions.create(versions.getLast());
    } else {
      definitions.replace(versions.getLast());
    }
  }

  @Test
  void fieldsLeftOut_getTheirDefaults() {
    GenericKubernetesResource network =
        definitions.create(
            """
            apiVersion: culvert.dev/v1alpha1
            kind: VirtualNetwork
            metadata: {name: defaults}
            spec:
              location: china-north
              addressSpace: [10.1.0.0/16]
              subnets: [{name: GatewaySubnet, addressPrefix: 10.1.0.0/29}]
              gateway: {}
            """);
    GenericKubernetesResource connection =
        definitions.create(
            """
            apiVersion: culvert.dev/v1alpha1
            kind: GatewayConnection
            metadata: {name: defaults}
            spec:
              virtualNetworkRef: {name: vnet1}
              remote: {virtualNetworkRef: {name: vnet2}}
              sharedKey: {secretRef: {name: v1-v2-key}}
            """);
    GenericKubernetesResource site =
        definitions.create(
            """
            apiVersion: culvert.dev/v1alpha1
            kind: LocalNetworkSite
            metadata: {name: defaults}
            spec:
              addressSpace: [192.168.0.0/16]
            """);

    assertThat(network.<Object>get("spec", "gateway"))
        .isEqualTo(Map.of("routing", "Dynamic", "sku", "Basic"));
    assertThat(site.<Object>get("spec"))
        .isEqualTo(Map.of("addressSpace", List.of("192.168.0.0/16"), "gatewayPort", 500));
    assertThat(connection.<Object>get("spec", "desiredState")).isEqualTo("Connected");
    assertThat(connection.<Object>get("spec", "mode")).isEqualTo("Default");
    assertThat(connection.<Object>get("spec", "sharedKey", "secretRef", "key"))
        .isEqualTo("sharedKey");
    assertThat(connection.<Map<String, Object>>get("spec"))
        .doesNotContainKeys("trafficSelectors", "identities");
    assertThat(connection.<Object>get("spec", "remote", "acceptPrefixes"))
        .isEqualTo(List.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"));
  }

  @Test
  void subnetsAndPrefixesOfTwoAppliers_areMerged() {
    definitions
        .object(NETWORK.formatted("10.1.0.0/16", "frontend", "10.1.0.0/24"))
        .fieldManager("one")
        .serverSideApply();
    GenericKubernetesResource merged =
        definitions
            .object(NETWORK.formatted("10.2.0.0/16", "backend", "10.2.0.0/24"))
            .fieldManager("other")
            .serverSideApply();

    assertThat(merged.<List<Object>>get("spec", "addressSpace"))
        .containsExactlyInAnyOrder("10.1.0.0/16", "10.2.0.0/16");
    assertThat(merged.<List<Object>>get("spec", "subnets"))
        .containsExactlyInAnyOrder(
            Map.of("name", "frontend", "addressPrefix", "10.1.0.0/24"),
            Map.of("name", "backend", "addressPrefix", "10.2.0.0/24"));
  }

  @Test
  void kubectlGet_namesTheRemoteNetworkOfEitherKind() {
    assertThat(rowOfConnection("to-network", "virtualNetworkRef: {name: vnet2, namespace: east}"))
        .containsEntry("NETWORK", "vnet1")
        .containsEntry("REMOTE", "vnet2")
        .containsEntry("STATE", "NotConnected")
        .containsEntry("REASON", "SharedKeyMissing")
        .containsEntry("ADDRESS", "203.0.113.7");
    assertThat(rowOfConnection("to-site", "localNetworkSiteRef: {name: hq}"))
        .containsEntry("NETWORK", "vnet1")
        .containsEntry("REMOTE", "hq");
  }

  private static Map<String, String> rowOfConnection(String name, String remote) {
    String connection =
        """
        apiVersion: culvert.dev/v1alpha1
        kind: GatewayConnection
        metadata: {name: %s}
        spec:
          virtualNetworkRef: {name: vnet1}
          remote: {%s}
        """
            .formatted(name, remote);
    definitions.create(connection);
    definitions.report(
        connection
            + """
            status:
              state: NotConnected
              remote: {address: 203.0.113.7}
              conditions:
                - {type: Accepted, status: "True", reason: Accepted, message: "", lastTransitionTime: "2026-01-01T00:00:00Z"}
                - {type: Ready, status: "False", reason: SharedKeyMissing, message: "", lastTransitionTime: "2026-01-01T00:00:00Z"}
            """);
    return definitions.row("GatewayConnection", name);
  }

  @Test
  void kubectlGet_showsASitesAddressAndPrefixes() {
    String site =
        """
        apiVersion: culvert.dev/v1alpha1
        kind: LocalNetworkSite
        metadata: {name: columns}
        spec:
          gatewayAddress: vpn.example.com
          addressSpace: [192.168.0.0/16, 172.16.0.0/12]
        """;
    definitions.create(site);
    definitions.report(
        site
            + """
            status:
              connections: 2
              conditions:
                - {type: Ready, status: "True", reason: Ready, message: "", lastTransitionTime: "2026-01-01T00:00:00Z"}
            """);

    assertThat(definitions.row("LocalNetworkSite", "columns"))
        .containsEntry("ADDRESS", "vpn.example.com")
        .containsEntry("SPACE", "[\"192.168.0.0/16\",\"172.16.0.0/12\"]")
        .containsEntry("REASON", "Ready")
        .containsEntry("CONNECTIONS", "2");
  }

  @Test
  void kubectlGet_showsWhereANetworksGatewayIsReached() {
    String network =
        NETWORK.formatted("10.1.0.0/16", "frontend", "10.1.0.0/24").replace("shared", "columns");
    definitions.create(network);
    definitions.report(
        network
            + """
            status:
              state: Created
              gateway: {state: Provisioned, address: 203.0.113.9, connections: 3}
              conditions:
                - {type: Ready, status: "True", reason: Ready, message: "", lastTransitionTime: "2026-01-01T00:00:00Z"}
            """);

    assertThat(definitions.row("VirtualNetwork", "columns"))
        .containsEntry("LOCATION", "china-north")
        .containsEntry("STATE", "Created")
        .containsEntry("REASON", "Ready")
        .containsEntry("ADDRESS", "203.0.113.9")
        .containsEntry("CONNECTIONS", "3");
  }
}
