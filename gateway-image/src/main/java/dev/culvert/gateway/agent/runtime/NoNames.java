package dev.culvert.gateway.agent.runtime;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.stream.Stream;

/**
 * Looks up no name. The agent works by addresses alone, while the JDK's HTTPS server asks for the
 * name of whoever connects: where DNS is away, each connection would wait for it.
 */
public final class NoNames extends InetAddressResolverProvider {

  @Override
  public InetAddressResolver get(Configuration configuration) {
    return new Refusing();
  }

  @Override
  public String name() {
    return "no names";
  }

  private static final class Refusing implements InetAddressResolver {

    @Override
    public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
        throws UnknownHostException {
      throw new UnknownHostException(host + ": the agent looks up no names");
    }

    @Override
    public String lookupByAddress(byte[] address) throws UnknownHostException {
      throw new UnknownHostException("the agent looks up no names");
    }
  }
}
