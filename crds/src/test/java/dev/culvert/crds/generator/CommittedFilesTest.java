package dev.culvert.crds.generator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What is generated is committed; {@code -Dcrds.update} writes it instead of comparing. */
class CommittedFilesTest {

  private static final Path CRDS = Path.of("../helm/culvert/files/crds");

  @Test
  void virtualNetworkDefinition_isWhatTheRecordsSay() throws IOException {
    same(
        CRDS.resolve("culvert.dev_virtualnetworks.yaml"),
        CrdYaml.write(CrdGenerator.definition(VirtualNetwork.class)));
  }

  @Test
  void gatewayConnectionDefinition_isWhatTheRecordsSay() throws IOException {
    same(
        CRDS.resolve("culvert.dev_gatewayconnections.yaml"),
        CrdYaml.write(CrdGenerator.definition(GatewayConnection.class)));
  }

  private static void same(Path file, String generated) throws IOException {
    if (System.getProperty("crds.update") != null) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, generated);
    }
    assertThat(file)
        .as("stale: run mvn -pl crds test -Dcrds.update and commit %s", file)
        .content()
        .isEqualTo(generated);
  }
}
