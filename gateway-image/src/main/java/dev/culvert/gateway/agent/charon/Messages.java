package dev.culvert.gateway.agent.charon;

import dev.culvert.gateway.contract.SharedKey;
import dev.culvert.gateway.contract.TunnelConfig;
import dev.culvert.gateway.contract.TunnelConfig.ChildConfig;
import dev.culvert.vici.ViciSection;
import java.util.ArrayList;
import java.util.List;

/**
 * A tunnel in charon's words (strongSwan, src/swanctl/swanctl.opt). charon never starts or restarts
 * anything by itself: loading and unloading then closes no SA, and the agent alone starts attempts.
 */
final class Messages {
  private static final int IKE_PORT = 500;
  private static final int NAT_TRAVERSAL_PORT = 4500;

  private static final String NOBODY = "255.255.255.255";

  /** An IKEv1 peer that leaves this many probes in a row unanswered is given up (RFC 3706). */
  private static final int DPD_PROBES = 3;

  private Messages() {}

  /**
   * The message of {@code load-conn}.
   *
   * @param outsideAddress the address our IKE packets leave from
   */
  static ViciSection connection(TunnelConfig tunnel, String outsideAddress) {
    var local = ViciSection.builder().put("auth", "psk").put("id", tunnel.localIdentity()).build();
    var remote =
        ViciSection.builder().put("auth", "psk").put("id", tunnel.remoteIdentity()).build();
    var children = ViciSection.builder();
    tunnel.children().forEach(child -> children.put(child.name(), child(tunnel, child)));
    var connection =
        ViciSection.builder()
            .put("version", Integer.toString(tunnel.ikeVersion()))
            .put("local_addrs", List.of(outsideAddress))
            .put("remote_addrs", remoteAddresses(tunnel))
            // Towards another port than 500 both ends speak NAT traversal from the first packet on.
            .put(
                "local_port", port(tunnel.remotePort() == IKE_PORT ? IKE_PORT : NAT_TRAVERSAL_PORT))
            .put("remote_port", port(tunnel.remotePort()))
            .put("proposals", tunnel.ikeProposals())
            .put("unique", tunnel.initialContact() ? "no" : "never")
            .put("encap", "yes")
            .put("fragmentation", "yes")
            .put("keyingtries", "0")
            .put("dpd_delay", seconds(tunnel.dpdSeconds()))
            .put("rekey_time", seconds(tunnel.ikeRekeySeconds()))
            .put("local", local)
            .put("remote", remote)
            .put("children", children.build());
    versionsOwn(tunnel, connection);
    return ViciSection.builder().put(tunnel.id(), connection.build()).build();
  }

  /** Whom the connection is for: the first address is dialled, all of them are answered. */
  private static List<String> remoteAddresses(TunnelConfig tunnel) {
    var addresses = new ArrayList<>(tunnel.remoteAddresses());
    if (tunnel.answersPeer()) {
      // The peer may answer and initiate from any address: its identity and key say who it is.
      addresses.add("0.0.0.0/0");
    } else if (addresses.isEmpty()) {
      addresses.add(NOBODY); // charon takes an empty list for any address.
    }
    return addresses;
  }

  /**
   * IKEv1 has a time-out for DPD in place of retransmissions, and no rekeying of its SA as such.
   */
  private static void versionsOwn(TunnelConfig tunnel, ViciSection.Builder connection) {
    if (tunnel.ikeVersion() == 1) {
      connection
          .put("aggressive", "no")
          .put("dpd_timeout", seconds(DPD_PROBES * tunnel.dpdSeconds()));
    } else {
      connection.put("mobike", "no").put("reauth_time", "0s");
    }
  }

  private static ViciSection child(TunnelConfig tunnel, ChildConfig child) {
    return ViciSection.builder()
        .put("local_ts", child.localPrefixes())
        .put("remote_ts", child.remotePrefixes())
        .put("esp_proposals", tunnel.espProposals())
        .put("rekey_time", seconds(tunnel.childRekeySeconds()))
        .put("start_action", "none")
        .put("close_action", "none")
        .put("dpd_action", "clear")
        .build();
  }

  /** The message of {@code load-shared}. */
  static ViciSection key(String name, SharedKey key, String owner) {
    return ViciSection.builder()
        .put("id", name)
        .put("type", "IKE")
        .put("data", key.bytes())
        .put("owners", List.of(owner))
        .build();
  }

  /** The message of {@code initiate}; both names, as another connection may have such a child. */
  static ViciSection initiate(String connection, String child) {
    return ViciSection.builder()
        .put("ike", connection)
        .put("child", child)
        .put("timeout", "-1")
        .build();
  }

  /** The message of {@code terminate}; {@code kind} is {@code ike-id} or {@code child-id}. */
  static ViciSection terminate(String kind, long id) {
    return ViciSection.builder().put(kind, Long.toString(id)).put("timeout", "-1").build();
  }

  private static String seconds(int seconds) {
    return seconds + "s";
  }

  private static String port(int port) {
    return Integer.toString(port);
  }
}
