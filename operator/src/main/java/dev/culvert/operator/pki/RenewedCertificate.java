package dev.culvert.operator.pki;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A present certificate of the operator's, issued on first use and again when it is due. Each
 * replica holds its own, in memory only. Safe for use by several threads.
 */
public final class RenewedCertificate implements Supplier<IssuedCertificate> {
  private final Supplier<IssuedCertificate> authority;
  private final Clock clock;
  private @Nullable IssuedCertificate issued;
  private @Nullable X509Certificate certificate;

  /**
   * @param authority issues a certificate each time it is asked
   */
  public RenewedCertificate(Supplier<IssuedCertificate> authority, Clock clock) {
    this.authority = authority;
    this.clock = clock;
  }

  /** The same object until the certificate was issued again. */
  @Override
  public synchronized IssuedCertificate get() {
    IssuedCertificate present = issued;
    if (present == null
        || certificate == null
        || CertificateAuthority.needsRenewal(certificate, clock.instant())) {
      present = authority.get();
      issued = present;
      certificate = parsed(present);
    }
    return present;
  }

  private static X509Certificate parsed(IssuedCertificate issued) {
    try {
      return issued.certificate();
    } catch (UnreadablePemException e) {
      throw new IllegalStateException("the certificate just issued cannot be read", e);
    }
  }
}
