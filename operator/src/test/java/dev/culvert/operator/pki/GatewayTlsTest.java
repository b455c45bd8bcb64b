package dev.culvert.operator.pki;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.operator.pki.GatewayTls.Reissue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GatewayTlsTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  private final CertificateAuthority authority = CertificateAuthority.create(CLOCK);
  private final Map<String, String> good = GatewayTls.keepOrIssue(null, "gw-a", authority, NOW);

  @Test
  void goodCertificate_isKept() {
    assertThat(GatewayTls.reissue(good, "gw-a", authority, NOW)).isEmpty();
    assertThat(GatewayTls.keepOrIssue(good, "gw-a", authority, NOW)).isEqualTo(good);
  }

  @Test
  void noSecretOrHalfASecret_isAbsent() {
    assertThat(GatewayTls.reissue(null, "gw-a", authority, NOW)).contains(Reissue.ABSENT);
    assertThat(GatewayTls.reissue(Map.of(), "gw-a", authority, NOW)).contains(Reissue.ABSENT);
    assertThat(
            GatewayTls.reissue(
                Map.of("tls.crt", good.getOrDefault("tls.crt", "")), "gw-a", authority, NOW))
        .contains(Reissue.ABSENT);
  }

  @Test
  void damagedCertificateOrKey_isUnreadable() {
    for (String key : new String[] {"tls.crt", "tls.key"}) {
      for (String damage : new String[] {"", "%%%", "aGVsbG8=", good.getOrDefault("ca.crt", "")}) {
        if (key.equals("tls.key") || !damage.equals(good.get("ca.crt"))) {
          assertThat(GatewayTls.reissue(with(good, key, damage), "gw-a", authority, NOW))
              .contains(Reissue.UNREADABLE);
        }
      }
    }
  }

  @Test
  void keyOfAnotherCertificate_isUnreadable() {
    Map<String, String> other = GatewayTls.keepOrIssue(null, "gw-a", authority, NOW);
    assertThat(
            GatewayTls.reissue(
                with(good, "tls.key", other.getOrDefault("tls.key", "")), "gw-a", authority, NOW))
        .contains(Reissue.UNREADABLE);
  }

  @Test
  void certificateOfAnotherAuthority_isIssuedAgain_withTheNewBundle() throws Exception {
    CertificateAuthority other = CertificateAuthority.create(CLOCK);
    assertThat(GatewayTls.reissue(good, "gw-a", other, NOW)).contains(Reissue.OTHER_AUTHORITY);
    Map<String, String> issued = GatewayTls.keepOrIssue(good, "gw-a", other, NOW);
    assertThat(issued.get("tls.crt")).isNotEqualTo(good.get("tls.crt"));
    assertThat(SecretData.text(issued, "ca.crt")).isEqualTo(other.bundlePem());
  }

  @Test
  void anotherGatewaysOrTheOperatorsCertificate_isIssuedAgain() {
    assertThat(GatewayTls.reissue(good, "gw-b", authority, NOW)).contains(Reissue.OTHER_IDENTITY);
    IssuedCertificate operator = authority.operatorCertificate();
    Map<String, String> data =
        Map.of(
            "tls.crt", SecretData.base64(operator.certificatePem()),
            "tls.key", SecretData.base64(operator.privateKeyPem()));
    assertThat(GatewayTls.reissue(data, "gw-a", authority, NOW)).contains(Reissue.OTHER_IDENTITY);
  }

  @Test
  void oldCertificate_isDue() {
    assertThat(GatewayTls.reissue(good, "gw-a", authority, NOW.plus(Duration.ofDays(59))))
        .isEmpty();
    assertThat(GatewayTls.reissue(good, "gw-a", authority, NOW.plus(Duration.ofDays(61))))
        .contains(Reissue.DUE);
  }

  @Test
  void widerBundle_isTakenOver_andTheCertificateKept() throws Exception {
    CertificateAuthority wider =
        CertificateAuthority.read(
            authority.bundlePem() + CertificateAuthority.create(CLOCK).bundlePem(),
            authority.privateKeyPem(),
            CLOCK);
    Map<String, String> wanted = GatewayTls.keepOrIssue(good, "gw-a", wider, NOW);
    assertThat(wanted.get("tls.crt")).isEqualTo(good.get("tls.crt"));
    assertThat(wanted.get("tls.key")).isEqualTo(good.get("tls.key"));
    assertThat(SecretData.text(wanted, "ca.crt")).isEqualTo(wider.bundlePem());
  }

  private static Map<String, String> with(Map<String, String> data, String key, String value) {
    Map<String, String> changed = new HashMap<>(data);
    changed.put(key, value);
    return changed;
  }
}
