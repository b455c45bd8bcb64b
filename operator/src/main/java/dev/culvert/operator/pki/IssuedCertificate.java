package dev.culvert.operator.pki;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/**
 * A certificate and its private key.
 *
 * @param certificatePem the certificate, PEM
 * @param privateKeyPem the key, PKCS#8 PEM; shows in no string
 */
public record IssuedCertificate(String certificatePem, String privateKeyPem) {

  /** The certificate itself. */
  public X509Certificate certificate() throws UnreadablePemException {
    return Pem.certificates(certificatePem).get(0);
  }

  /** The key itself. */
  public PrivateKey privateKey() throws UnreadablePemException {
    return Pem.privateKey(privateKeyPem);
  }

  @Override
  public String toString() {
    return "IssuedCertificate[hidden]";
  }
}
