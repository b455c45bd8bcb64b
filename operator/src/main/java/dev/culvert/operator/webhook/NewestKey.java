package dev.culvert.operator.webhook;

import dev.culvert.operator.pki.IssuedCertificate;
import dev.culvert.operator.pki.UnreadablePemException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The key of a TLS server whose certificate is renewed while it serves: a handshake begins with the
 * newest one, and ends with the one it began with.
 */
final class NewestKey extends X509ExtendedKeyManager {
  private final Supplier<IssuedCertificate> certificates;
  private Key newest;
  private Key former;

  /** A certificate with its key, under the name by which a handshake comes back for both. */
  private record Key(
      String alias, IssuedCertificate issued, X509Certificate certificate, PrivateKey privateKey) {
    static Key of(IssuedCertificate issued) {
      try {
        X509Certificate certificate = issued.certificate();
        String alias = certificate.getSerialNumber().toString();
        return new Key(alias, issued, certificate, issued.privateKey());
      } catch (UnreadablePemException e) {
        throw new IllegalStateException("the webhook's certificate cannot be used for TLS", e);
      }
    }

    @Override
    public String toString() {
      return "Key[" + alias + "]";
    }
  }

  private NewestKey(Supplier<IssuedCertificate> certificates) {
    this.certificates = certificates;
    newest = Key.of(certificates.get());
    former = newest;
  }

  /**
   * The TLS side of a server, which asks nobody who it is.
   *
   * @param certificates asked at each handshake; the same object until there is a new one
   */
  static SSLContext context(Supplier<IssuedCertificate> certificates) {
    try {
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(new KeyManager[] {new NewestKey(certificates)}, new TrustManager[0], null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no TLS 1.3", e);
    }
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    return keyType.equals("EC") ? newest().alias() : null;
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return named(alias).map(key -> new X509Certificate[] {key.certificate()}).orElse(null);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return named(alias).map(Key::privateKey).orElse(null);
  }

  private synchronized Key newest() {
    IssuedCertificate issued = certificates.get();
    if (issued != newest.issued()) {
      former = newest;
      newest = Key.of(issued);
    }
    return newest;
  }

  private synchronized Optional<Key> named(String alias) {
    return Stream.of(newest, former).filter(key -> key.alias().equals(alias)).findFirst();
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, Socket socket) {
    return null;
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
    return null;
  }
}
