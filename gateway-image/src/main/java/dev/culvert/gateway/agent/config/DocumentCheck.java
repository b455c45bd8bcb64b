package dev.culvert.gateway.agent.config;

import dev.culvert.gateway.agent.dataplane.PacketPolicy;
import dev.culvert.gateway.agent.dataplane.Passage;
import dev.culvert.gateway.agent.dataplane.Prefix;
import dev.culvert.gateway.contract.Contract;
import dev.culvert.gateway.contract.GatewayConfig;
import dev.culvert.gateway.contract.GatewayState.Problem;
import dev.culvert.gateway.contract.TunnelConfig;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a document can be used, before anything of it reaches charon, {@code ip} or
 * {@code nft}. A gateway-wide fault makes all of it unusable; a fault of a tunnel costs the tunnel.
 */
final class DocumentCheck {
  private DocumentCheck() {}

  /**
   * The usable part of a document.
   *
   * @param gateway our own name
   */
  static Document of(GatewayConfig config, String gateway) throws UnusableDocumentException {
    if (config.contractVersion() < 1 || config.contractVersion() > Contract.VERSION) {
      throw new UnusableDocumentException(
          "contract version %d cannot be read, this agent reads 1 to %d"
              .formatted(config.contractVersion(), Contract.VERSION));
    }
    if (!gateway.equals(config.gateway())) {
      throw new UnusableDocumentException(
          "the document is for gateway \"%s\", this is \"%s\""
              .formatted(config.gateway(), gateway));
    }
    var problems = new ArrayList<Problem>();
    var tunnels = usable(config.tunnels(), problems);
    return new Document(config, tunnels, packets(config, tunnels), problems);
  }

  private static List<TunnelConfig> usable(List<TunnelConfig> tunnels, List<Problem> problems) {
    var usable = new ArrayList<TunnelConfig>();
    var ids = new HashSet<String>();
    var peers = new HashSet<String>();
    for (var tunnel : tunnels) {
      var fault = TunnelCheck.fault(tunnel);
      if (fault == null && !ids.add(tunnel.id())) {
        fault = "another tunnel has the same id";
      }
      if (fault == null && !peers.add(tunnel.remoteIdentity())) {
        fault = "another tunnel has the same remote identity " + tunnel.remoteIdentity();
      }
      if (fault == null) {
        usable.add(tunnel);
      } else {
        problems.add(new Problem(tunnel.id(), "InvalidTunnel", fault));
      }
    }
    return SelectorLimit.within(usable, problems);
  }

  private static PacketPolicy packets(GatewayConfig config, List<TunnelConfig> tunnels)
      throws UnusableDocumentException {
    try {
      return new PacketPolicy(
          insideAddress(config.insideAddress()),
          insideInterface(config.insideInterface()),
          prefixes(config.addressSpace()),
          Passage.merged(tunnels.stream().flatMap(DocumentCheck::passages).toList()));
    } catch (IllegalArgumentException e) {
      throw new UnusableDocumentException(String.valueOf(e.getMessage()));
    }
  }

  private static Stream<Passage> passages(TunnelConfig tunnel) {
    return tunnel.children().stream()
        .map(child ->
            new Passage(
                tunnel.id(), prefixes(child.localPrefixes()), prefixes(child.remotePrefixes())));
  }

  private static String insideAddress(@Nullable String address) {
    if (address == null) {
      throw new IllegalArgumentException("the document names no inside address");
    }
    Prefix.parseAddress(address);
    return address;
  }

  private static @Nullable String insideInterface(@Nullable String name) {
    if (name != null && !name.matches("[a-z][a-z0-9]{0,14}")) {
      throw new IllegalArgumentException("no interface is named \"" + name + "\"");
    }
    return name;
  }

  private static List<Prefix> prefixes(List<String> prefixes) {
    return prefixes.stream().map(Prefix::parse).toList();
  }
}
