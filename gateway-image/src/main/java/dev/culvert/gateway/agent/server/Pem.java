package dev.culvert.gateway.agent.server;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Reads certificates and keys in PEM (RFC 7468). */
final class Pem {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----");

  private Pem() {}

  /** All certificates of the text, in order; at least one. */
  static List<X509Certificate> certificates(String text) throws GeneralSecurityException {
    var bytes = new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    var certificates =
        CertificateFactory.getInstance("X.509").generateCertificates(bytes).stream()
            .map(X509Certificate.class::cast)
            .toList();
    if (certificates.isEmpty()) {
      throw new GeneralSecurityException("there is no certificate");
    }
    return certificates;
  }

  /** The PKCS #8 key of the text, for the given algorithm. */
  static PrivateKey key(String text, String algorithm) throws GeneralSecurityException {
    var match = KEY.matcher(text);
    if (!match.find()) {
      throw new GeneralSecurityException("there is no PKCS #8 private key");
    }
    byte[] bytes;
    try {
      bytes = Base64.getMimeDecoder().decode(match.group(1));
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("the private key is no Base64", e);
    }
    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
  }
}
