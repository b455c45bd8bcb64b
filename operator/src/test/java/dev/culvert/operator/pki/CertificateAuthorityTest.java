package dev.culvert.operator.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class CertificateAuthorityTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final boolean[] CERT_AND_CRL_SIGN = {
    false, false, false, false, false, true, true, false, false
  };
  private static final boolean[] DIGITAL_SIGNATURE = {
    true, false, false, false, false, false, false, false, false
  };

  private final CertificateAuthority authority = CertificateAuthority.create(CLOCK);

  @Test
  void authority_signsCertificatesOnly_andNoFurtherAuthority() throws Exception {
    X509Certificate certificate = authority.bundle().get(0);
    certificate.verify(certificate.getPublicKey());
    assertThat(certificate.getBasicConstraints()).isZero();
    assertThat(certificate.getKeyUsage()).isEqualTo(CERT_AND_CRL_SIGN);
    assertThat(certificate.getExtendedKeyUsage()).isNull();
    assertThat(certificate.getCriticalExtensionOIDs()).contains("2.5.29.15", "2.5.29.19");
    assertThat(certificate.getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofDays(3650)));
    assertThat(((ECPublicKey) certificate.getPublicKey()).getParams().getOrder().bitLength())
        .isEqualTo(256);
  }

  @Test
  void gatewayCertificate_isAServersAndOnlyThatGateways() throws Exception {
    X509Certificate certificate = authority.gatewayCertificate("gw-a").certificate();
    certificate.verify(authority.bundle().get(0).getPublicKey());
    assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    assertThat(certificate.getSubjectAlternativeNames())
        .singleElement()
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
        .containsExactly(2, "gw-a.gateway.culvert.internal");
    assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
    assertThat(certificate.getKeyUsage()).isEqualTo(DIGITAL_SIGNATURE);
    assertThat(CertificateIdentity.gateway("gw-a").isHeldBy(certificate)).isTrue();
    assertThat(CertificateIdentity.gateway("gw-b").isHeldBy(certificate)).isFalse();
    assertThat(CertificateIdentity.operator().isHeldBy(certificate)).isFalse();
  }

  @Test
  void operatorCertificate_isAClientsOnly() throws Exception {
    X509Certificate certificate = authority.operatorCertificate().certificate();
    assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
    assertThat(CertificateIdentity.operator().isHeldBy(certificate)).isTrue();
    assertThat(
            new CertificateIdentity(
                    CertificateIdentity.Purpose.SERVER, CertificateIdentity.operator().dnsName())
                .isHeldBy(certificate))
        .isFalse();
  }

  @Test
  void webhookCertificate_isAServersAndOnlyOfThatService() throws Exception {
    X509Certificate certificate =
        authority.webhookCertificate("culvert-webhook", "culvert-system").certificate();
    assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    assertThat(
            new CertificateIdentity(
                    CertificateIdentity.Purpose.SERVER, "culvert-webhook.culvert-system.svc")
                .isHeldBy(certificate))
        .isTrue();
  }

  @Test
  void leaf_livesNinetyDays_andBeginsFiveMinutesAgo() throws Exception {
    X509Certificate certificate = authority.gatewayCertificate("gw-a").certificate();
    assertThat(certificate.getNotBefore().toInstant()).isEqualTo(NOW.minus(Duration.ofMinutes(5)));
    assertThat(certificate.getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofDays(90)));
  }

  @Test
  void leaf_endsNoLaterThanTheAuthority() throws Exception {
    Clock late = Clock.offset(CLOCK, Duration.ofDays(3_600));
    CertificateAuthority old =
        CertificateAuthority.read(authority.bundlePem(), authority.privateKeyPem(), late);
    assertThat(old.operatorCertificate().certificate().getNotAfter())
        .isEqualTo(authority.bundle().get(0).getNotAfter());
  }

  @Test
  void renewal_isDueAtTwoThirdsOfTheLife() throws Exception {
    X509Certificate certificate = authority.gatewayCertificate("gw-a").certificate();
    Instant begin = certificate.getNotBefore().toInstant();
    Duration life = Duration.between(begin, certificate.getNotAfter().toInstant());
    Instant due = begin.plus(life.multipliedBy(2).dividedBy(3));
    assertThat(CertificateAuthority.needsRenewal(certificate, due.minusSeconds(1))).isFalse();
    assertThat(CertificateAuthority.needsRenewal(certificate, due)).isTrue();
    assertThat(CertificateAuthority.needsRenewal(certificate, NOW.plus(Duration.ofDays(400))))
        .isTrue();
  }

  @Test
  void writtenAuthority_readsBackAndIssuesUnderTheSameCertificate() throws Exception {
    CertificateAuthority read =
        CertificateAuthority.read(authority.bundlePem(), authority.privateKeyPem(), CLOCK);
    assertThat(read.bundle()).isEqualTo(authority.bundle());
    assertThat(authority.issued(read.gatewayCertificate("gw-a").certificate())).isTrue();
  }

  @Test
  void bundleOfSeveral_isKept_andTheKeysOwnCertificateIssues() throws Exception {
    CertificateAuthority older = CertificateAuthority.create(CLOCK);
    CertificateAuthority read =
        CertificateAuthority.read(
            older.bundlePem() + authority.bundlePem(), authority.privateKeyPem(), CLOCK);
    assertThat(read.bundle()).hasSize(2);
    assertThat(read.bundlePem()).isEqualTo(older.bundlePem() + authority.bundlePem());
    X509Certificate leaf = read.gatewayCertificate("gw-a").certificate();
    assertThat(authority.issued(leaf)).isTrue();
    assertThat(older.issued(leaf)).isFalse();
  }

  @Test
  void keyOfAnotherAuthority_isRefused() {
    CertificateAuthority other = CertificateAuthority.create(CLOCK);
    assertThatThrownBy(
            () -> CertificateAuthority.read(other.bundlePem(), authority.privateKeyPem(), CLOCK))
        .isInstanceOf(UnreadablePemException.class)
        .hasMessage("no certificate belongs to the private key");
  }

  @Test
  void keys_areInNoString() {
    IssuedCertificate issued = authority.gatewayCertificate("gw-a");
    assertThat(issued.toString()).isEqualTo("IssuedCertificate[hidden]");
    assertThat(authority.toString()).startsWith("CertificateAuthority[CN=Culvert CA ");
    assertThat(issued.privateKeyPem()).startsWith("-----BEGIN PRIVATE KEY-----\n");
  }
}
