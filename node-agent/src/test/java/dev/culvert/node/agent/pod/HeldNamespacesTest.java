package dev.culvert.node.agent.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldNamespacesTest {
  @TempDir private Path folder;

  private final HeldNamespaces held = new HeldNamespaces();
  private Path file;
  private String netns;

  @BeforeEach
  void createFiles() throws IOException {
    Files.writeString(folder.resolve("cni-1"), "another");
    file = Files.writeString(folder.resolve("cni-2"), "this one");
    netns = file.toString();
  }

  @Test
  void heldNamespace_isReached_thoughItsFileIsGone() throws IOException {
    held.hold(folder.resolve("cni-1").toString());
    held.hold(netns);
    Files.delete(file);

    assertThat(held.holds(netns)).isTrue();
    assertThat(Files.readString(Path.of(held.path(netns)))).isEqualTo("this one");
  }

  @Test
  void releasedNamespace_isGoneAtOnce() {
    held.hold(netns);
    held.hold(netns);
    String descriptor = held.path(netns);
    held.release(netns);

    assertThat(held.holds(netns)).isFalse();
    assertThat(held.path(netns)).isEqualTo(netns);
    assertThat(Path.of(descriptor)).doesNotExist();
  }

  @Test
  void namespaceWithoutFile_isNotHeld() throws IOException {
    Files.delete(file);
    held.hold(netns);

    assertThat(held.holds(netns)).isFalse();
  }
}
