package dev.culvert.crds.generator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.crds.v1alpha1.AddressClaim;
import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.crds.v1alpha1.LocalNetworkSite;
import dev.culvert.crds.v1alpha1.NetworkSegment;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is generated is committed; {@code -Dcrds.update} writes it instead of comparing. */
class CommittedFilesTest {

  private static final Path CRDS = Path.of("../helm/culvert/files/crds");
  private static final Path REFERENCE = Path.of("../docs/api-reference.md");

  private final JsonNode network = CrdGenerator.definition(VirtualNetwork.class);
  private final JsonNode site = CrdGenerator.definition(LocalNetworkSite.class);
  private final JsonNode connection = CrdGenerator.definition(GatewayConnection.class);
  private final JsonNode claim = CrdGenerator.definition(AddressClaim.class);
  private final JsonNode segment = CrdGenerator.definition(NetworkSegment.class);

  @Test
  void definitionsInTheChart_areWhatTheRecordsSay() throws IOException {
    same(CRDS.resolve("culvert.dev_virtualnetworks.yaml"), CrdYaml.write(network));
    same(CRDS.resolve("culvert.dev_localnetworksites.yaml"), CrdYaml.write(site));
    same(CRDS.resolve("culvert.dev_gatewayconnections.yaml"), CrdYaml.write(connection));
    same(CRDS.resolve("culvert.dev_addressclaims.yaml"), CrdYaml.write(claim));
    same(CRDS.resolve("culvert.dev_networksegments.yaml"), CrdYaml.write(segment));
  }

  @Test
  void apiReference_isWhatTheDefinitionsSay() throws IOException {
    same(REFERENCE, ApiReference.of(List.of(network, site, connection, claim, segment)));
  }

  private static void same(Path file, String generated) throws IOException {
    if (System.getProperty("crds.update") != null) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, generated);
    }
    assertThat(file).as("stale: run mvn -pl crds test -Dcrds.update").hasContent(generated);
  }
}
