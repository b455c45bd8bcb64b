package dev.culvert.operator.plan;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.stream.Stream;

/** Names of what the operator derives from objects, made from their UIDs. */
public final class Names {
  private static final int HASH_LENGTH = 10;

  private Names() {}

  /** The gateway of the VirtualNetwork with the given UID: {@code gw-} and ten characters. */
  public static String gateway(String networkUid) {
    return "gw-" + hash(networkUid);
  }

  /** The Service by which peers outside reach the gateway. */
  public static String publicService(String gateway) {
    return gateway + "-public";
  }

  /** The Secret that holds the gateway's document. */
  public static String configSecret(String gateway) {
    return gateway + "-config";
  }

  /** The Secret that holds the gateway's certificate. */
  public static String tlsSecret(String gateway) {
    return gateway + "-tls";
  }

  /** The Secret that holds the key of the link between two connections, whichever comes first. */
  public static String linkSecret(String connectionUid, String peerConnectionUid) {
    return "link-"
        + hash(
            Stream.of(connectionUid, peerConnectionUid)
                .sorted()
                .reduce((a, b) -> a + "," + b)
                .orElseThrow());
  }

  /** The IKE identity of a link's end: an FQDN made from the connection's UID. */
  public static String linkIdentity(String connectionUid) {
    return connectionUid + ".link.culvert.internal";
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      String letters = new BigInteger(1, digest).toString(36);
      return letters.substring(letters.length() - HASH_LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
