package dev.culvert.gateway.agent.names;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.Security;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Asks the system's resolver (glibc), which works by {@code /etc/resolv.conf}. Names are absolute:
 * the pod's search domains would send a name with few dots through the cluster first.
 */
public final class SystemLookups implements NameLookups {
  /** glibc's word where a name exists, but not with an A record (EAI_NODATA). */
  private static final String NO_DATA = "No address associated with hostname";

  /** glibc's word where there is no such name (EAI_NONAME). */
  private static final String NO_NAME = "Name or service not known";

  private final Addresses system;

  /** Looks up by the system's resolver. */
  public SystemLookups() {
    this(InetAddress::getAllByName);
  }

  SystemLookups(Addresses system) {
    this.system = system;
  }

  /** Makes the JVM ask anew each time; before its first look-up. */
  public static void keepNothing() {
    Security.setProperty("networkaddress.cache.ttl", "0");
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
  }

  @Override
  public Answer lookUp(String name) {
    try {
      var addresses =
          Arrays.stream(system.of(name.endsWith(".") ? name : name + "."))
              .filter(Inet4Address.class::isInstance)
              .map(InetAddress::getHostAddress)
              .distinct()
              .toList();
      return addresses.isEmpty() ? noIpv4Address(name) : new Answer.Found(addresses);
    } catch (UnknownHostException e) {
      return says(e, NO_DATA) ? noIpv4Address(name) : new Answer.Failed("DnsFailure", why(name, e));
    }
  }

  private static Answer noIpv4Address(String name) {
    return new Answer.Failed(
        "NoIPv4Address",
        "The name %s has no IPv4 address: tunnels run over IPv4 only. Give the name an A record, or name the peer by its IPv4 address."
            .formatted(name));
  }

  private static String why(String name, UnknownHostException e) {
    return says(e, NO_NAME)
        ? "There is no name %s in DNS: correct it, or give it an A record.".formatted(name)
        : "DNS does not answer for the name %s: check the name's servers, and the cluster's DNS."
            .formatted(name);
  }

  private static boolean says(UnknownHostException e, String word) {
    @Nullable String message = e.getMessage();
    return message != null && message.endsWith(word);
  }

  /** How the JVM asks the system. */
  interface Addresses {
    InetAddress[] of(String name) throws UnknownHostException;
  }
}
