package dev.culvert.gateway.agent.server;

import dev.culvert.gateway.contract.Contract;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts the operator's client certificate and no other: issued by the CA, for client
 * authentication, in the operator's name. A gateway's certificate comes from the same CA and is
 * refused.
 */
final class OperatorTrust extends X509ExtendedTrustManager {
  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
  private static final int DNS_NAME = 2;

  private final X509ExtendedTrustManager authority;

  /**
   * @param authority trusts what the CA has issued
   */
  OperatorTrust(X509ExtendedTrustManager authority) {
    this.authority = authority;
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    authority.checkClientTrusted(chain, authType, engine);
    requireOperator(chain[0]);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    authority.checkClientTrusted(chain, authType, socket);
    requireOperator(chain[0]);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    authority.checkClientTrusted(chain, authType);
    requireOperator(chain[0]);
  }

  private static void requireOperator(X509Certificate certificate) throws CertificateException {
    var usages = certificate.getExtendedKeyUsage();
    if (usages == null || !usages.contains(CLIENT_AUTH)) {
      throw new CertificateException("the certificate is not for client authentication");
    }
    var names = certificate.getSubjectAlternativeNames();
    if (names == null || !names.contains(List.of(DNS_NAME, Contract.OPERATOR_IDENTITY))) {
      throw new CertificateException("the certificate is not the operator's");
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw neverAsClient();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw neverAsClient();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw neverAsClient();
  }

  private static CertificateException neverAsClient() {
    return new CertificateException("an agent calls nobody");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return authority.getAcceptedIssuers();
  }
}
