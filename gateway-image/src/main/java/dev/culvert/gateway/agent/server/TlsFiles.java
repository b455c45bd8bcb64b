package dev.culvert.gateway.agent.server;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The mounted Secret with the agent's certificate ({@code tls.crt}, {@code tls.key}) and the CA
 * ({@code ca.crt}). Read again when it changes; open connections go on.
 */
public final class TlsFiles {
  private static final System.Logger LOG = System.getLogger("tls");

  private final Path directory;
  private String used = "";
  private volatile @Nullable SSLContext context;

  public TlsFiles(Path directory) {
    this.directory = directory;
  }

  /** What new connections use; absent until the files could be read once. */
  @Nullable SSLContext context() {
    return context;
  }

  /** Whether the files could be read once. */
  public boolean isUsable() {
    return context != null;
  }

  /** Reads the files again if they differ. Until new ones are usable, the earlier ones stay. */
  public void look() {
    try {
      var certificate = read("tls.crt");
      var key = read("tls.key");
      var authority = read("ca.crt");
      var all = certificate + key + authority;
      if (!all.equals(used)) {
        context = context(certificate, key, authority);
        used = all;
        LOG.log(Level.INFO, "certificate and CA are in use");
      }
    } catch (IOException | GeneralSecurityException e) {
      LOG.log(Level.ERROR, "certificate and CA in {0} cannot be used: {1}", directory, e);
    }
  }

  private String read(String name) throws IOException {
    return Files.readString(directory.resolve(name));
  }

  private static SSLContext context(String certificate, String key, String authority)
      throws GeneralSecurityException, IOException {
    var keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    var chain = Pem.certificates(certificate);
    keys.setKeyEntry(
        "gateway",
        Pem.key(key, chain.getFirst().getPublicKey().getAlgorithm()),
        new char[0],
        chain.toArray(new Certificate[0]));
    var keyManagers = KeyManagerFactory.getInstance("PKIX");
    keyManagers.init(keys, new char[0]);

    var authorities = KeyStore.getInstance("PKCS12");
    authorities.load(null, null);
    for (var issuer : Pem.certificates(authority)) {
      authorities.setCertificateEntry("ca-" + authorities.size(), issuer);
    }
    var trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(authorities);
    var operatorOnly = new OperatorTrust((X509ExtendedTrustManager) trust.getTrustManagers()[0]);

    var context = SSLContext.getInstance("TLSv1.3");
    context.init(keyManagers.getKeyManagers(), new TrustManager[] {operatorOnly}, null);
    return context;
  }
}
