package dev.culvert.operator.link;

import dev.culvert.operator.pki.CertificateIdentity;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Trusts one gateway and nobody else: the chain ends at Culvert's authority, and the certificate is
 * a server's, for that gateway's name alone. The address that was dialled plays no part: pods
 * change theirs (design.md section 3).
 */
final class GatewayTrust extends X509ExtendedTrustManager {
  private final X509TrustManager authorities;
  private final CertificateIdentity gateway;

  GatewayTrust(X509TrustManager authorities, String gateway) {
    this.authorities = authorities;
    this.gateway = CertificateIdentity.gateway(gateway);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    authorities.checkServerTrusted(chain, authType);
    if (!gateway.isHeldBy(chain[0])) {
      throw new WrongGatewayException(gateway, chain[0]);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("the link serves no clients");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return authorities.getAcceptedIssuers();
  }
}
