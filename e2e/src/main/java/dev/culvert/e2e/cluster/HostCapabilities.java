package dev.culvert.e2e.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The capabilities this machine can hand to a container (the bounding set of capabilities(7)).
 *
 * @param bounding bit n set: the capability of number n may be had
 */
record HostCapabilities(long bounding) {

  private static final int SYS_RESOURCE = 24;

  /**
   * Read from {@code /proc/self/status}; where there is none, the engine runs elsewhere and is
   * taken to grant all.
   */
  static HostCapabilities ofThisMachine() {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return new HostCapabilities(-1);
    }
    try {
      return parse(Files.readString(status));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static HostCapabilities parse(String status) {
    return status
        .lines()
        .filter(line -> line.startsWith("CapBnd:"))
        .map(line -> new HostCapabilities(Long.parseUnsignedLong(line.substring(7).strip(), 16)))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no CapBnd line in " + status));
  }

  /**
   * Whether Docker can start privileged containers: it asks for every capability, CAP_SYS_RESOURCE
   * among them.
   */
  boolean allowPrivileged() {
    return (bounding >>> SYS_RESOURCE & 1) == 1;
  }
}
