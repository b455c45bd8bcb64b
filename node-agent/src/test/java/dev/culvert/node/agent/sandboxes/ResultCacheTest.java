package dev.culvert.node.agent.sandboxes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.node.agent.plan.Sandbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The samples beside this class were written by containerd 1.7. */
class ResultCacheTest {
  private static final String POD = "95df4274-2429-44a1-8d31-4f31d46dfdf1";
  private static final String NETNS = "/run/netns/cni-9f4d1166-dee9-bfc7-86ef-bfaafefcc43b";

  @TempDir Path root;
  private Path folder;
  private ResultCache cache;

  @BeforeEach
  void make() throws IOException {
    folder = Files.createDirectories(root.resolve("var/lib/cni/results"));
    Files.createDirectories(root.resolve("run/netns"));
    Files.createFile(root.resolve(NETNS.substring(1)));
    cache = new ResultCache(folder, root);
  }

  @ParameterizedTest
  @ValueSource(strings = {"containerd-bridge", "containerd-loopback"})
  void sandbox_isFoundByItsPod(String sample) throws IOException {
    write("eth0", sample(sample));

    assertThat(cache.look())
        .singleElement()
        .satisfies(sandbox -> {
          assertThat(sandbox.podUid()).isEqualTo(POD);
          assertThat(sandbox.pod()).isEqualTo("default/w1");
          assertThat(sandbox.netns()).isEqualTo(NETNS);
        });
  }

  @Test
  void newerLibrariesWriteTheNamespaceBesideTheResult() throws IOException {
    write(
        "eth0",
        """
        {"kind": "cniCacheV1", "netns": "/var/run/netns/b7", "cniArgs": [["K8S_POD_UID", "u1"]], "result": {}}
        """);
    Files.createFile(root.resolve("run/netns/b7"));

    assertThat(cache.look()).extracting(Sandbox::netns).containsExactly("/run/netns/b7");
  }

  @Test
  void resultOfBeforeAReboot_isNoSandbox() throws IOException {
    write("eth0", sample("containerd-bridge"));
    Files.delete(root.resolve(NETNS.substring(1)));

    assertThat(cache.look()).isEmpty();
  }

  @Test
  void emptiedCache_leavesThePodsTheirNamespaces() throws IOException {
    write("eth0", sample("containerd-bridge"));
    cache.look();

    Files.delete(folder.resolve("eth0"));

    assertThat(cache.look()).hasSize(1);
    Files.delete(root.resolve(NETNS.substring(1)));
    assertThat(cache.look()).isEmpty();
  }

  @Test
  void halfWrittenFile_isReadAgain() throws IOException {
    var whole = sample("containerd-bridge");
    write("eth0", whole.substring(0, whole.length() / 2));
    assertThat(cache.look()).isEmpty();

    write("eth0", whole);

    assertThat(cache.look()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/var/run/netns/../../etc/passwd",
        "/var/run/netns/a;reboot",
        "/var/run/netns/..",
        "/proc/1/ns/net",
        "/var/run/netns/a b",
        "/var/run/netns/a\\nb"
      })
  void strangePath_isNotBelieved(String path) throws IOException {
    write("eth0", sample("containerd-bridge").replace("/var" + NETNS, path));

    assertThat(cache.look()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "{\"kind\": \"cniCacheV1\"}",
        "{\"kind\": \"cniCacheV1\", \"cniArgs\": [[]], \"result\": {\"interfaces\": [{}]}}"
      })
  void whatSaysNothing_isLeftOut(String text) throws IOException {
    write("eth0", text);

    assertThat(cache.look()).isEmpty();
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private static String sample(String name) throws IOException {
    try (var stream = ResultCacheTest.class.getResourceAsStream(name + ".json")) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
