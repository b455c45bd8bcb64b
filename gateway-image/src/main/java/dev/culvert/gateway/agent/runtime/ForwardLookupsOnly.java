package dev.culvert.gateway.agent.runtime;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.stream.Stream;

/**
 * Looks up addresses of names, never names of addresses: the JDK's HTTPS server asks for the name
 * of whoever connects, and where DNS is away, each connection would wait for it.
 */
public final class ForwardLookupsOnly extends InetAddressResolverProvider {

  @Override
  public InetAddressResolver get(Configuration configuration) {
    return new Refusing(configuration.builtinResolver());
  }

  @Override
  public String name() {
    return "forward look-ups only";
  }

  private record Refusing(InetAddressResolver builtin) implements InetAddressResolver {

    @Override
    public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
        throws UnknownHostException {
      return builtin.lookupByName(host, policy);
    }

    @Override
    public String lookupByAddress(byte[] address) throws UnknownHostException {
      throw new UnknownHostException("the agent looks up no names of addresses");
    }
  }
}
