package dev.culvert.operator.pki;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Culvert's own certificate authority: an ECDSA P-256 key, its certificate, and the bundle of
 * certificates a peer's chain may end at. Shows no key in any string.
 */
public final class CertificateAuthority {
  /** Life of the authority's certificate. */
  public static final Duration LIFE = Duration.ofDays(3_650);

  /** Life of an issued certificate. */
  public static final Duration LEAF_LIFE = Duration.ofDays(90);

  /** How far in the past an issued certificate begins, for peers whose clock is behind. */
  public static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

  private final List<X509Certificate> bundle;
  private final X509Certificate issuer;
  private final PrivateKey key;
  private final Clock clock;

  private CertificateAuthority(
      List<X509Certificate> bundle, X509Certificate issuer, PrivateKey key, Clock clock) {
    this.bundle = bundle;
    this.issuer = issuer;
    this.key = key;
    this.clock = clock;
  }

  /** A new authority with a new key. */
  public static CertificateAuthority create(Clock clock) {
    KeyPair pair = Signing.newKeyPair();
    Instant begin = clock.instant().minus(CLOCK_TOLERANCE);
    X509Certificate certificate = Signing.selfSigned(pair, begin, clock.instant().plus(LIFE));
    return new CertificateAuthority(List.of(certificate), certificate, pair.getPrivate(), clock);
  }

  /**
   * The authority kept as PEM.
   *
   * @param bundlePem one or more certificates, one of which belongs to the key
   * @param privateKeyPem the PKCS#8 key
   * @throws UnreadablePemException if either cannot be read or they do not belong together
   */
  public static CertificateAuthority read(String bundlePem, String privateKeyPem, Clock clock)
      throws UnreadablePemException {
    List<X509Certificate> bundle = Pem.certificates(bundlePem);
    PrivateKey key = Pem.privateKey(privateKeyPem);
    for (X509Certificate certificate : bundle) {
      if (Signing.belongTogether(certificate.getPublicKey(), key)) {
        return new CertificateAuthority(bundle, certificate, key, clock);
      }
    }
    throw new UnreadablePemException("no certificate belongs to the private key");
  }

  /** The server certificate of one gateway; it vouches for no other name. */
  public IssuedCertificate gatewayCertificate(String gateway) {
    return issue(CertificateIdentity.gateway(gateway));
  }

  /** The operator's client certificate. */
  public IssuedCertificate operatorCertificate() {
    return issue(CertificateIdentity.operator());
  }

  /** The server certificate of the webhook behind the given Service. */
  public IssuedCertificate webhookCertificate(String service, String namespace) {
    return issue(CertificateIdentity.webhook(service, namespace));
  }

  /** Whether two thirds of the certificate's life are over. */
  public static boolean needsRenewal(X509Certificate certificate, Instant now) {
    Instant begin = certificate.getNotBefore().toInstant();
    Duration life = Duration.between(begin, certificate.getNotAfter().toInstant());
    return !now.isBefore(begin.plus(life.multipliedBy(2).dividedBy(3)));
  }

  /** Whether this authority's present key signed the certificate. */
  public boolean issued(X509Certificate certificate) {
    return Signing.isSignedBy(certificate, issuer.getPublicKey());
  }

  /** The certificates a peer's chain may end at. */
  public List<X509Certificate> bundle() {
    return bundle;
  }

  /** The bundle as PEM, for {@code ca.crt}. */
  public String bundlePem() {
    return bundle.stream().map(Pem::write).collect(Collectors.joining());
  }

  /** The private key as PKCS#8 PEM, for {@code ca.key} and for nothing else. */
  public String privateKeyPem() {
    return Pem.write(key);
  }

  private IssuedCertificate issue(CertificateIdentity identity) {
    KeyPair pair = Signing.newKeyPair();
    Instant now = clock.instant();
    X509Certificate certificate =
        Signing.leaf(identity, pair.getPublic(), issuer, key, now.minus(CLOCK_TOLERANCE), end(now));
    return new IssuedCertificate(Pem.write(certificate), Pem.write(pair.getPrivate()));
  }

  private Instant end(Instant now) {
    Instant wished = now.plus(LEAF_LIFE);
    Instant last = issuer.getNotAfter().toInstant();
    return wished.isBefore(last) ? wished : last;
  }

  @Override
  public String toString() {
    return "CertificateAuthority[" + issuer.getSubjectX500Principal().getName() + "]";
  }
}
