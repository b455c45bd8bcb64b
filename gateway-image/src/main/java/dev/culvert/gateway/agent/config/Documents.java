package dev.culvert.gateway.agent.config;

import dev.culvert.gateway.agent.config.Revisions.Source;
import dev.culvert.gateway.contract.Contract;
import dev.culvert.gateway.contract.GatewayConfig;
import dev.culvert.gateway.contract.MalformedDocumentException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Holds the document that counts, keeps it in the pod's memory volume, and tells of each new one.
 * Thread-safe.
 */
public final class Documents {
  private static final System.Logger LOG = System.getLogger("config");

  private final String gateway;
  private final Path kept;
  private final Consumer<Document> onNew;
  private @Nullable Document present;

  /**
   * @param gateway our own name
   * @param kept where the document is kept, on a volume in memory: it holds keys
   * @param onNew told of each document that counts from now on
   */
  public Documents(String gateway, Path kept, Consumer<Document> onNew) {
    this.gateway = gateway;
    this.kept = kept;
    this.onNew = onNew;
  }

  /** The document that counts, if there is one yet. */
  public synchronized Optional<Document> present() {
    return Optional.ofNullable(present);
  }

  /** Starts with the document an earlier agent of this pod kept. */
  public void restore() {
    read(kept).ifPresent(this::offerFile);
  }

  /** Offers a mounted file's document; one that cannot be used is logged and left alone. */
  void offerMounted(String json) {
    parse("the mounted document", json).ifPresent(this::offerFile);
  }

  /**
   * Offers a document of the operator.
   *
   * @return whether it counts now; if not, the present one is as new
   * @throws UnusableDocumentException if it is not for this agent, or beyond it
   */
  public boolean push(String json) throws UnusableDocumentException {
    try {
      return offer(Contract.read(json, GatewayConfig.class), Source.PUSH);
    } catch (MalformedDocumentException e) {
      throw new UnusableDocumentException(String.valueOf(e.getMessage()));
    }
  }

  private void offerFile(GatewayConfig config) {
    try {
      offer(config, Source.FILE);
    } catch (UnusableDocumentException e) {
      LOG.log(Level.ERROR, "a stored document is not used: {0}", e.getMessage());
    }
  }

  private synchronized boolean offer(GatewayConfig config, Source source)
      throws UnusableDocumentException {
    var document = DocumentCheck.of(config, gateway);
    if (!Revisions.takes(present == null ? null : present.config(), config, source)) {
      return false;
    }
    present = document;
    keep(config);
    LOG.log(
        Level.INFO,
        "revision {0} of epoch {1} counts now, {2} tunnels",
        Long.toString(config.revision()),
        config.epoch(),
        config.tunnels().size());
    onNew.accept(document);
    return true;
  }

  /** Without it a restarted agent would work by the mounted document until the next push. */
  private void keep(GatewayConfig config) {
    try {
      var part = kept.resolveSibling(kept.getFileName() + ".part");
      Files.deleteIfExists(part);
      Files.createFile(
          part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(part, Contract.write(config));
      Files.move(part, kept, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.log(Level.ERROR, "the document cannot be kept at {0}: {1}", kept, e.getMessage());
    }
  }

  private static Optional<GatewayConfig> read(Path file) {
    try {
      return Files.exists(file) ? parse(file.toString(), Files.readString(file)) : Optional.empty();
    } catch (IOException e) {
      LOG.log(Level.ERROR, "{0} cannot be read: {1}", file, e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<GatewayConfig> parse(String what, String json) {
    try {
      return Optional.of(Contract.read(json, GatewayConfig.class));
    } catch (MalformedDocumentException e) {
      LOG.log(Level.ERROR, "{0} is not used: {1}", what, e.getMessage());
      return Optional.empty();
    }
  }
}
