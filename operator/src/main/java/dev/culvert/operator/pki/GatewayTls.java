package dev.culvert.operator.pki;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The data of a gateway's TLS Secret: {@code tls.crt}, {@code tls.key} and {@code ca.crt}, each
 * base64 of PEM as Kubernetes keeps it.
 */
public final class GatewayTls {
  /** Key of the certificate. */
  public static final String CERTIFICATE = "tls.crt";

  /** Key of the private key. */
  public static final String PRIVATE_KEY = "tls.key";

  /** Key of the authority's bundle. */
  public static final String BUNDLE = "ca.crt";

  /** Why a gateway's certificate must be issued again. */
  public enum Reissue {
    /** There is none yet. */
    ABSENT,
    /** It cannot be read, or certificate and key do not belong together. */
    UNREADABLE,
    /** The authority's present key did not sign it. */
    OTHER_AUTHORITY,
    /** It is not for this gateway alone, or not for a server alone. */
    OTHER_IDENTITY,
    /** Two thirds of its life are over. */
    DUE
  }

  private GatewayTls() {}

  /**
   * Why the certificate in a Secret's data must be issued again, or nothing while it is good.
   *
   * @param data the Secret's data, null while there is no Secret
   */
  public static Optional<Reissue> reissue(
      @Nullable Map<String, String> data,
      String gateway,
      CertificateAuthority authority,
      Instant now) {
    if (data == null || !data.containsKey(CERTIFICATE) || !data.containsKey(PRIVATE_KEY)) {
      return Optional.of(Reissue.ABSENT);
    }
    X509Certificate certificate;
    try {
      IssuedCertificate kept =
          new IssuedCertificate(
              SecretData.text(data, CERTIFICATE), SecretData.text(data, PRIVATE_KEY));
      certificate = kept.certificate();
      if (!Signing.belongTogether(certificate.getPublicKey(), kept.privateKey())) {
        return Optional.of(Reissue.UNREADABLE);
      }
    } catch (UnreadablePemException e) {
      return Optional.of(Reissue.UNREADABLE);
    }
    if (!authority.issued(certificate)) {
      return Optional.of(Reissue.OTHER_AUTHORITY);
    }
    if (!CertificateIdentity.gateway(gateway).isHeldBy(certificate)) {
      return Optional.of(Reissue.OTHER_IDENTITY);
    }
    return CertificateAuthority.needsRenewal(certificate, now)
        ? Optional.of(Reissue.DUE)
        : Optional.empty();
  }

  /**
   * The data the Secret shall have: the present certificate while it is good, else a new one; the
   * authority's present bundle in any case. Equal to {@code data} when there is nothing to do.
   *
   * @param data the Secret's data, null while there is no Secret
   */
  public static Map<String, String> keepOrIssue(
      @Nullable Map<String, String> data,
      String gateway,
      CertificateAuthority authority,
      Instant now) {
    Map<String, String> wanted = new TreeMap<>();
    if (data != null && reissue(data, gateway, authority, now).isEmpty()) {
      wanted.put(CERTIFICATE, data.getOrDefault(CERTIFICATE, ""));
      wanted.put(PRIVATE_KEY, data.getOrDefault(PRIVATE_KEY, ""));
    } else {
      IssuedCertificate issued = authority.gatewayCertificate(gateway);
      wanted.put(CERTIFICATE, SecretData.base64(issued.certificatePem()));
      wanted.put(PRIVATE_KEY, SecretData.base64(issued.privateKeyPem()));
    }
    wanted.put(BUNDLE, SecretData.base64(authority.bundlePem()));
    return wanted;
  }
}
