package dev.culvert.operator.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RenewedCertificateTest {
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-02T03:04:05Z"));
  private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);

  @Test
  void certificate_isTheSameUntilDue_thenANewOne() throws Exception {
    var authority = CertificateAuthority.create(clock);
    var certificates = new RenewedCertificate(authority::operatorCertificate, clock);
    IssuedCertificate first = certificates.get();
    now.updateAndGet(instant -> instant.plus(Duration.ofDays(59)));
    assertThat(certificates.get()).isSameAs(first);
    now.updateAndGet(instant -> instant.plus(Duration.ofDays(2)));
    IssuedCertificate second = certificates.get();
    assertThat(second).isNotEqualTo(first);
    assertThat(CertificateAuthority.needsRenewal(second.certificate(), now.get())).isFalse();
    assertThat(certificates.get()).isSameAs(second);
  }
}
