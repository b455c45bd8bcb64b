package dev.culvert.operator.pki;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and PKCS#8 keys as PEM text (RFC 7468) and back. */
final class Pem {
  private static final String CERTIFICATE = "CERTIFICATE";
  private static final String PRIVATE_KEY = "PRIVATE KEY";
  private static final Base64.Encoder LINES =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  private Pem() {}

  static String write(X509Certificate certificate) {
    try {
      return block(CERTIFICATE, certificate.getEncoded());
    } catch (CertificateException e) {
      throw new IllegalStateException("a parsed certificate has no encoding", e);
    }
  }

  static String write(PrivateKey key) {
    return block(PRIVATE_KEY, key.getEncoded());
  }

  /** Every certificate of the text in its order, at least one. */
  static List<X509Certificate> certificates(String pem) throws UnreadablePemException {
    List<X509Certificate> found = new ArrayList<>();
    for (byte[] der : blocks(CERTIFICATE, pem)) {
      try {
        found.add(
            (X509Certificate)
                CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(der)));
      } catch (CertificateException e) {
        throw new UnreadablePemException("a certificate cannot be read");
      }
    }
    if (found.isEmpty()) {
      throw new UnreadablePemException("there is no certificate");
    }
    return List.copyOf(found);
  }

  /** The elliptic-curve private key of the text. */
  static PrivateKey privateKey(String pem) throws UnreadablePemException {
    List<byte[]> found = blocks(PRIVATE_KEY, pem);
    if (found.size() != 1) {
      throw new UnreadablePemException("expected one private key, found " + found.size());
    }
    try {
      return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(found.get(0)));
    } catch (GeneralSecurityException e) {
      throw new UnreadablePemException("the private key cannot be read");
    }
  }

  private static String block(String type, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(type, LINES.encodeToString(der), type);
  }

  private static List<byte[]> blocks(String type, String pem) {
    Matcher block =
        Pattern.compile(
                "-----BEGIN " + type + "-----([A-Za-z0-9+/=\\s]*)-----END " + type + "-----")
            .matcher(pem);
    List<byte[]> found = new ArrayList<>();
    while (block.find()) {
      found.add(decoded(block.group(1)));
    }
    return found;
  }

  /** An undecodable block becomes an empty one, which no certificate or key can be read from. */
  private static byte[] decoded(String base64) {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }
}
