package dev.culvert.e2e.gateway;

import dev.culvert.gateway.contract.SharedKey;
import dev.culvert.gateway.contract.TunnelConfig;
import dev.culvert.gateway.contract.TunnelConfig.ChildConfig;
import dev.culvert.gateway.contract.TunnelConfig.Initiation;
import dev.culvert.gateway.contract.TunnelConfig.KeyConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tunnel as the operator would write it, in what a test wants of it. */
final class TunnelDraft {
  private final String id;
  private final String localIdentity;
  private final String remoteIdentity;
  private int ikeVersion = 2;
  private @Nullable String remoteName;
  private List<String> remoteAddresses = List.of();
  private String key = Tunnels.KEY;
  private Initiation initiation = Initiation.AT_ONCE;
  private boolean answersPeer = true;
  private boolean initialContact;
  private List<ChildConfig> children = List.of();

  TunnelDraft(String id, String localIdentity, String remoteIdentity) {
    this.id = id;
    this.localIdentity = localIdentity;
    this.remoteIdentity = remoteIdentity;
  }

  TunnelDraft ikeVersion(int value) {
    ikeVersion = value;
    return this;
  }

  TunnelDraft name(String value) {
    remoteName = value;
    remoteAddresses = List.of();
    return this;
  }

  TunnelDraft address(String value) {
    remoteAddresses = List.of(value);
    return this;
  }

  TunnelDraft key(String value) {
    key = value;
    return this;
  }

  TunnelDraft initiation(Initiation value) {
    initiation = value;
    return this;
  }

  TunnelDraft answersPeer(boolean value) {
    answersPeer = value;
    return this;
  }

  TunnelDraft initialContact(boolean value) {
    initialContact = value;
    return this;
  }

  /** One child with these selectors. */
  TunnelDraft prefixes(List<String> local, List<String> remote) {
    children = List.of(new ChildConfig("net", local, remote));
    return this;
  }

  TunnelConfig config() {
    return new TunnelConfig(
        id,
        "team/" + id,
        1,
        localIdentity,
        remoteIdentity,
        ikeVersion,
        remoteName,
        remoteAddresses,
        500,
        List.of(new KeyConfig("v1", SharedKey.of(key))),
        List.of("aes256gcm16-prfsha384-x25519", "aes256-sha256-modp2048"),
        List.of("aes256gcm16-x25519", "aes256-sha256-modp2048"),
        5,
        14400,
        3600,
        initiation,
        answersPeer,
        initialContact,
        children);
  }
}
