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

  /** The claim of an address of the VirtualNetwork with the given UID. */
  public static String claim(String networkUid, String address) {
    return hash(networkUid) + "-" + address.replace('.', '-');
  }

  /** The segment with the given VNI. */
  public static String segment(int vni) {
    return "segment-" + vni;
  }

  /**
   * The Event that says something of the object with the given UID, the same for the same words.
   */
  public static String event(String uid, Finding why) {
    return "culvert-" + hash(uid + "," + why.reason() + "," + why.message());
  }

  /** The IKE identity of a link's end: an FQDN made from the connection's UID. */
  public static String linkIdentity(String connectionUid) {
    return connectionUid + ".link.culvert.internal";
  }

  /**
   * A number of the text's own.
   *
   * @param bound above the largest
   */
  public static int number(String text, int bound) {
    return digest(text).mod(BigInteger.valueOf(bound)).intValue();
  }

  private static String hash(String text) {
    String letters = digest(text).toString(36);
    return letters.substring(letters.length() - HASH_LENGTH);
  }

  private static BigInteger digest(String text) {
    try {
      return new BigInteger(
          1, MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
