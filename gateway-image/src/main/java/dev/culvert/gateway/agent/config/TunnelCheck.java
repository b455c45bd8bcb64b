package dev.culvert.gateway.agent.config;

import dev.culvert.gateway.agent.dataplane.Prefix;
import dev.culvert.gateway.contract.TunnelConfig;
import dev.culvert.gateway.contract.TunnelConfig.ChildConfig;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds what of a tunnel could not be carried out. */
final class TunnelCheck {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9.-]{1,100}");
  private static final Pattern CHILD_NAME = Pattern.compile("[a-z0-9-]{1,40}");
  private static final Pattern IDENTITY = Pattern.compile("[!-~]{1,255}");
  private static final Pattern PROPOSAL = Pattern.compile("[a-z0-9_-]{1,200}");

  /** Labels of at most 63 octets, the last one no number (RFC 1123 section 2.1). */
  private static final Pattern NAME =
      Pattern.compile("([A-Za-z0-9_-]{1,63}\\.)*[A-Za-z][A-Za-z0-9-]{0,62}\\.?");

  private static final int LONGEST_NAME = 253;

  /**
   * An IKEv2 selector payload counts its selectors in one byte (RFC 7296 section 3.13); IKEv1 has
   * one a side.
   */
  private static final int MOST_PREFIXES = 255;

  private TunnelCheck() {}

  /** What is wrong with the tunnel, as a sentence; absent if nothing is. */
  static @Nullable String fault(TunnelConfig tunnel) {
    try {
      check(tunnel);
      return null;
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  private static void check(TunnelConfig tunnel) {
    require(matches(ID, tunnel.id()), "its id is missing or malformed");
    require(
        matches(IDENTITY, tunnel.localIdentity()), "its local identity is missing or malformed");
    require(
        matches(IDENTITY, tunnel.remoteIdentity()), "its remote identity is missing or malformed");
    require(
        tunnel.ikeVersion() == 1 || tunnel.ikeVersion() == 2,
        "IKE version " + tunnel.ikeVersion() + " is neither 1 nor 2");
    checkPeer(tunnel);
    require(
        tunnel.remotePort() >= 1 && tunnel.remotePort() <= 65535,
        "remote port " + tunnel.remotePort() + " is not in 1..65535");
    checkKeys(tunnel);
    require(areProposals(tunnel.ikeProposals()), "its IKE proposals are missing or malformed");
    require(areProposals(tunnel.espProposals()), "its ESP proposals are missing or malformed");
    require(
        tunnel.dpdSeconds() > 0 && tunnel.ikeRekeySeconds() > 0 && tunnel.childRekeySeconds() > 0,
        "its times are not positive");
    require(present(tunnel.initiation()), "it does not say who initiates");
    checkChildren(tunnel.children(), tunnel.ikeVersion() == 1 ? 1 : MOST_PREFIXES);
  }

  private static void checkPeer(TunnelConfig tunnel) {
    tunnel.remoteAddresses().forEach(Prefix::parseAddress);
    var name = tunnel.remoteName();
    if (name != null) {
      require(
          name.length() <= LONGEST_NAME && matches(NAME, name),
          "its remote name is not a domain name");
      require(tunnel.remoteAddresses().isEmpty(), "it has both a remote name and remote addresses");
    }
  }

  private static void checkKeys(TunnelConfig tunnel) {
    require(!tunnel.keys().isEmpty(), "it has no shared key");
    var ids = new HashSet<String>();
    for (var key : tunnel.keys()) {
      require(
          matches(ID, key.id()) && ids.add(key.id()) && present(key.key()),
          "one of its shared keys has no id of its own or no value");
    }
  }

  private static void checkChildren(List<ChildConfig> children, int mostPrefixes) {
    require(!children.isEmpty(), "it has no children");
    var names = new HashSet<String>();
    for (var child : children) {
      require(
          matches(CHILD_NAME, child.name()) && names.add(child.name()),
          "one of its children has no proper name of its own");
      checkPrefixes(child.name(), child.localPrefixes(), mostPrefixes);
      checkPrefixes(child.name(), child.remotePrefixes(), mostPrefixes);
    }
  }

  private static void checkPrefixes(String child, List<String> prefixes, int most) {
    require(
        !prefixes.isEmpty() && prefixes.size() <= most,
        "child %s has %d prefixes on one side, possible are 1 to %d"
            .formatted(child, prefixes.size(), most));
    prefixes.forEach(Prefix::parse);
  }

  private static boolean areProposals(List<String> proposals) {
    return !proposals.isEmpty() && proposals.stream().allMatch(p -> matches(PROPOSAL, p));
  }

  /** JSON may leave out what the record's type promises. */
  private static boolean matches(Pattern pattern, @Nullable String text) {
    return text != null && pattern.matcher(text).matches();
  }

  private static boolean present(@Nullable Object value) {
    return value != null;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
