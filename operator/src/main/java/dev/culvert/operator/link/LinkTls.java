package dev.culvert.operator.link;

import dev.culvert.operator.pki.UnreadablePemException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** The TLS side of one gateway's link: TLS 1.3, our certificate, and trust in that gateway only. */
final class LinkTls {
  private static final char[] IN_MEMORY_ONLY = new char[0];

  private LinkTls() {}

  static SSLContext context(LinkCredentials credentials, String gateway) {
    try {
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(
          keyManagers(credentials),
          new TrustManager[] {new GatewayTrust(chainCheck(credentials), gateway)},
          null);
      return context;
    } catch (GeneralSecurityException | IOException | UnreadablePemException e) {
      throw new IllegalStateException("the operator's certificate cannot be used for TLS", e);
    }
  }

  static SSLParameters parameters() {
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3"});
    return parameters;
  }

  private static KeyManager[] keyManagers(LinkCredentials credentials)
      throws GeneralSecurityException, IOException, UnreadablePemException {
    KeyStore keys = emptyStore();
    keys.setKeyEntry(
        "operator",
        credentials.operator().privateKey(),
        IN_MEMORY_ONLY,
        new Certificate[] {credentials.operator().certificate()});
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, IN_MEMORY_ONLY);
    return factory.getKeyManagers();
  }

  private static X509TrustManager chainCheck(LinkCredentials credentials)
      throws GeneralSecurityException, IOException {
    KeyStore anchors = emptyStore();
    int index = 0;
    for (X509Certificate authority : credentials.authorities()) {
      anchors.setCertificateEntry("authority-" + index++, authority);
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(anchors);
    return (X509TrustManager) factory.getTrustManagers()[0];
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
