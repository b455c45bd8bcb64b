package dev.culvert.operator.link;

import dev.culvert.operator.pki.CertificateIdentity;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;

/** Somebody else answered where a gateway was expected. */
final class WrongGatewayException extends CertificateException {
  private static final long serialVersionUID = 1L;

  WrongGatewayException(CertificateIdentity expected, X509Certificate shown) {
    super(
        "the certificate of "
            + shown.getSubjectX500Principal().getName()
            + " was shown, expected "
            + expected);
  }
}
