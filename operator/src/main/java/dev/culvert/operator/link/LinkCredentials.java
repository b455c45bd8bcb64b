package dev.culvert.operator.link;

import dev.culvert.operator.pki.CertificateAuthority;
import dev.culvert.operator.pki.IssuedCertificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the operator shows and whom it trusts.
 *
 * @param operator the operator's client certificate
 * @param authorities the certificates a gateway's chain may end at
 */
public record LinkCredentials(IssuedCertificate operator, List<X509Certificate> authorities) {

  /** Copies the list. */
  public LinkCredentials {
    authorities = List.copyOf(authorities);
  }

  /** The present credentials under an authority, asked for again at each new connection. */
  public static Supplier<LinkCredentials> of(
      CertificateAuthority authority, Supplier<IssuedCertificate> operator) {
    return () -> new LinkCredentials(operator.get(), authority.bundle());
  }
}
