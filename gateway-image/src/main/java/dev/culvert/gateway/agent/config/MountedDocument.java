package dev.culvert.gateway.agent.config;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Watches the mounted Secret's file and offers its document each time it differs. The kubelet swaps
 * a symbolic link, so the file is read again rather than watched.
 */
public final class MountedDocument {
  private static final System.Logger LOG = System.getLogger("config");

  private final Path file;
  private final Documents documents;
  private byte[] offered = {};

  public MountedDocument(Path file, Documents documents) {
    this.file = file;
    this.documents = documents;
  }

  /** Reads the file once. */
  public void look() {
    try {
      if (Files.notExists(file)) {
        return;
      }
      var bytes = Files.readAllBytes(file);
      var digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      if (!Arrays.equals(digest, offered)) {
        offered = digest;
        documents.offerMounted(new String(bytes, StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      LOG.log(Level.ERROR, "{0} cannot be read: {1}", file, e.getMessage());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
