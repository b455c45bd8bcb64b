package dev.culvert.operator;

import dev.culvert.operator.admission.PodAdmission;
import dev.culvert.operator.apply.WebhookTrust;
import dev.culvert.operator.pki.IssuedCertificate;
import dev.culvert.operator.webhook.WebhookServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The webhook of this replica, leading or not: it serves, and sees to it that it is trusted. */
final class PodWebhook implements AutoCloseable {
  private static final Duration LOOK_INTERVAL = Duration.ofMinutes(1);

  /** Helm makes the configuration after the operator, which may be the faster one. */
  private static final Duration RETRY_INTERVAL = Duration.ofSeconds(2);

  private final Supplier<IssuedCertificate> certificate;
  private final PodAdmission admission;
  private final WebhookTrust trust;
  private final ScheduledExecutorService clockwork =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("webhook-trust").factory());
  private @Nullable WebhookServer server;

  PodWebhook(Supplier<IssuedCertificate> certificate, PodAdmission admission, WebhookTrust trust) {
    this.certificate = certificate;
    this.admission = admission;
    this.trust = trust;
  }

  /** Starts to answer, once the networks are known. */
  void start() {
    try {
      server = WebhookServer.start(WebhookServer.PORT, certificate, admission);
    } catch (IOException e) {
      throw new UncheckedIOException("port " + WebhookServer.PORT + " cannot be listened on", e);
    }
    clockwork.execute(this::look);
  }

  private void look() {
    Duration next = trust.keep() ? LOOK_INTERVAL : RETRY_INTERVAL;
    clockwork.schedule(this::look, next.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    clockwork.shutdownNow();
    if (server != null) {
      server.close();
    }
  }
}
