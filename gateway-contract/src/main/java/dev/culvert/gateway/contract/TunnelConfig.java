package dev.culvert.gateway.contract;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One tunnel of a gateway: an IKE_SA and its CHILD_SAs.
 *
 * @param id the GatewayConnection's UID: the name of charon's connection, stable for life
 * @param name {@code <namespace>/<name>} of the GatewayConnection, for logs only
 * @param generation the GatewayConnection's generation this entry was made from
 * @param localIdentity our IKE identity
 * @param remoteIdentity the peer's IKE identity, the only owner of the keys
 * @param ikeVersion 2, or 1 for gateways with static routing
 * @param remoteName the domain name to dial, looked up by the agent; absent where addresses are
 *     given
 * @param remoteAddresses addresses to dial, first first; the peer may answer from any address
 * @param remotePort the UDP port to dial, 500 floats to 4500
 * @param keys the shared keys: the first signs, all verify
 * @param ikeProposals charon's notation, for example {@code aes256gcm16-prfsha384-x25519}
 * @param espProposals charon's notation, for example {@code aes256gcm16-x25519}
 * @param dpdSeconds seconds of silence before the peer is probed (RFC 7296 section 2.4)
 * @param ikeRekeySeconds life of the IKE_SA before it is rekeyed
 * @param childRekeySeconds life of a CHILD_SA before it is rekeyed
 * @param initiation when this end starts an attempt
 * @param answersPeer whether attempts of the peer are answered
 * @param initialContact whether a peer that says it knows of no other SA (RFC 7296 section 2.4,
 *     INITIAL_CONTACT) replaces those of its identity, and is told the same
 * @param children the CHILD_SAs
 */
public record TunnelConfig(
    String id,
    String name,
    long generation,
    String localIdentity,
    String remoteIdentity,
    @JsonDeserialize(using = Earlier.IkeVersion.class) int ikeVersion,
    @Nullable String remoteName,
    List<String> remoteAddresses,
    int remotePort,
    List<KeyConfig> keys,
    List<String> ikeProposals,
    List<String> espProposals,
    int dpdSeconds,
    int ikeRekeySeconds,
    int childRekeySeconds,
    Initiation initiation,
    @JsonDeserialize(using = Earlier.Yes.class) boolean answersPeer,
    @JsonDeserialize(using = Earlier.No.class) boolean initialContact,
    List<ChildConfig> children) {

  /** Copies the lists; an absent list is empty. */
  public TunnelConfig {
    remoteAddresses = Contract.copy(remoteAddresses);
    keys = Contract.copy(keys);
    ikeProposals = Contract.copy(ikeProposals);
    espProposals = Contract.copy(espProposals);
    children = Contract.copy(children);
  }

  /** The same tunnel dialled at other addresses. */
  public TunnelConfig dialling(List<String> addresses) {
    return new TunnelConfig(
        id,
        name,
        generation,
        localIdentity,
        remoteIdentity,
        ikeVersion,
        remoteName,
        addresses,
        remotePort,
        keys,
        ikeProposals,
        espProposals,
        dpdSeconds,
        ikeRekeySeconds,
        childRekeySeconds,
        initiation,
        answersPeer,
        initialContact,
        children);
  }

  /** When this end starts an attempt; after a restart of this end's charon it always does. */
  public enum Initiation {
    /** As soon as there is no IKE_SA of the tunnel. */
    AT_ONCE,
    /** After 15 seconds without an IKE_SA: the other end is expected to start. */
    AFTER_DELAY,
    /** Never: this end only answers. */
    NEVER
  }

  /**
   * A shared key.
   *
   * @param id names the key's version in charon, unique within the tunnel
   * @param key the key itself
   */
  public record KeyConfig(String id, SharedKey key) {}

  /**
   * One CHILD_SA and its traffic selectors.
   *
   * @param name unique within the tunnel, {@code [a-z0-9-]}, at most 40 characters
   * @param localPrefixes prefixes on our side
   * @param remotePrefixes prefixes on the peer's side
   */
  public record ChildConfig(String name, List<String> localPrefixes, List<String> remotePrefixes) {

    /** Copies the lists; an absent list is empty. */
    public ChildConfig {
      localPrefixes = Contract.copy(localPrefixes);
      remotePrefixes = Contract.copy(remotePrefixes);
    }
  }
}
