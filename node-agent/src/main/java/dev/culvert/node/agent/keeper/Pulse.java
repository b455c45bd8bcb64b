package dev.culvert.node.agent.keeper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files by which the kubelet sees that the agent works: {@code alive} is written at least every
 * ten seconds, {@code ready} is there once the node has been made as planned.
 */
public final class Pulse {
  private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);

  private final Path folder;
  private boolean isReady;

  /** Writes into the given folder. */
  public Pulse(Path folder) {
    this.folder = folder;
  }

  /** What a former agent left here says nothing. */
  public void reset() throws IOException {
    Files.deleteIfExists(folder.resolve("ready"));
  }

  void beat() {
    write("alive");
  }

  void ready() {
    if (!isReady) {
      isReady = write("ready");
      LOG.info("the node is as planned");
    }
  }

  private boolean write(String name) {
    try {
      Files.writeString(folder.resolve(name), "");
      return true;
    } catch (IOException e) {
      LOG.warn("{} cannot be written: {}", folder.resolve(name), e.toString());
      return false;
    }
  }
}
