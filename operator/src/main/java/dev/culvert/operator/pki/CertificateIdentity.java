package dev.culvert.operator.pki;

import dev.culvert.gateway.contract.Contract;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Who a certificate speaks for: one DNS name, in one role. A gateway's certificate is useless as a
 * client's and the operator's as a server's (design.md section 3).
 *
 * @param purpose the only extended key usage
 * @param dnsName the only subject alternative name
 */
public record CertificateIdentity(Purpose purpose, String dnsName) {
  private static final int DNS_NAME = 2; // RFC 5280 section 4.2.1.6, GeneralName [2]

  /** The extended key usages in use (RFC 5280 section 4.2.1.12). */
  public enum Purpose {
    /** id-kp-serverAuth. */
    SERVER("1.3.6.1.5.5.7.3.1"),
    /** id-kp-clientAuth. */
    CLIENT("1.3.6.1.5.5.7.3.2");

    private final String oid;

    Purpose(String oid) {
      this.oid = oid;
    }

    String oid() {
      return oid;
    }
  }

  /** The identity of the gateway with the given name. */
  public static CertificateIdentity gateway(String gateway) {
    return new CertificateIdentity(Purpose.SERVER, Contract.gatewayIdentity(gateway));
  }

  /** The operator's identity. */
  public static CertificateIdentity operator() {
    return new CertificateIdentity(Purpose.CLIENT, Contract.OPERATOR_IDENTITY);
  }

  /**
   * The identity of the webhook: the name by which an API server asks for the Service (Kubernetes,
   * "Dynamic Admission Control", service reference).
   */
  public static CertificateIdentity webhook(String service, String namespace) {
    return new CertificateIdentity(Purpose.SERVER, service + "." + namespace + ".svc");
  }

  /** Whether the certificate is for exactly this identity; says nothing of who signed it. */
  public boolean isHeldBy(X509Certificate certificate) {
    try {
      return List.of(purpose.oid()).equals(certificate.getExtendedKeyUsage())
          && isOnlyName(certificate.getSubjectAlternativeNames());
    } catch (CertificateParsingException e) {
      return false;
    }
  }

  private boolean isOnlyName(@Nullable Collection<List<?>> names) {
    if (names == null || names.size() != 1) {
      return false;
    }
    List<?> name = names.iterator().next();
    return name.get(0).equals(DNS_NAME) && dnsName.equals(name.get(1));
  }

  @Override
  public String toString() {
    return dnsName + " (" + purpose.name().toLowerCase(Locale.ROOT) + ")";
  }
}
