package dev.culvert.gateway.agent.server;

import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/**
 * An SSLContext that is the newest one at each use: a server keeps the context it was started with,
 * while certificates are renewed.
 */
final class RenewedContext extends SSLContextSpi {
  private final Supplier<SSLContext> newest;

  private RenewedContext(Supplier<SSLContext> newest) {
    this.newest = newest;
  }

  static SSLContext of(Supplier<SSLContext> newest) {
    var first = newest.get();
    return new SSLContext(new RenewedContext(newest), first.getProvider(), first.getProtocol()) {};
  }

  @Override
  protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
      throws KeyManagementException {
    throw new KeyManagementException("the contexts behind this one are initialised already");
  }

  @Override
  protected SSLSocketFactory engineGetSocketFactory() {
    return newest.get().getSocketFactory();
  }

  @Override
  protected SSLServerSocketFactory engineGetServerSocketFactory() {
    return newest.get().getServerSocketFactory();
  }

  @Override
  protected SSLEngine engineCreateSSLEngine() {
    return newest.get().createSSLEngine();
  }

  @Override
  protected SSLEngine engineCreateSSLEngine(String host, int port) {
    return newest.get().createSSLEngine(host, port);
  }

  @Override
  protected SSLSessionContext engineGetServerSessionContext() {
    return newest.get().getServerSessionContext();
  }

  @Override
  protected SSLSessionContext engineGetClientSessionContext() {
    return newest.get().getClientSessionContext();
  }

  @Override
  protected SSLParameters engineGetDefaultSSLParameters() {
    return newest.get().getDefaultSSLParameters();
  }

  @Override
  protected SSLParameters engineGetSupportedSSLParameters() {
    return newest.get().getSupportedSSLParameters();
  }
}
