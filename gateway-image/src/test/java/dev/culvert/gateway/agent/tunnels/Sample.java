package dev.culvert.gateway.agent.tunnels;

import dev.culvert.gateway.agent.charon.ChildSa;
import dev.culvert.gateway.agent.charon.IkeSa;
import dev.culvert.gateway.contract.SharedKey;
import dev.culvert.gateway.contract.TunnelConfig;
import dev.culvert.gateway.contract.TunnelConfig.ChildConfig;
import dev.culvert.gateway.contract.TunnelConfig.Initiation;
import dev.culvert.gateway.contract.TunnelConfig.KeyConfig;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tunnel between gateways a and b, its edits, and charon's SAs of it. */
final class Sample {
  static final String ID = "uid-a";
  static final ChildConfig NET =
      new ChildConfig("net", List.of("10.1.0.0/16"), List.of("10.2.0.0/16"));

  private String local = "a.link";
  private String remote = "b.link";
  private long generation = 1;
  private @Nullable String name;
  private List<String> addresses = List.of("192.0.2.2");
  private int port = 500;
  private boolean answersPeer = true;
  private List<KeyConfig> keys = List.of(key("v1"));
  private List<String> ikeProposals = List.of("aes256gcm16-prfsha384-x25519");
  private List<String> espProposals = List.of("aes256gcm16-x25519");
  private int dpdSeconds = 5;
  private Initiation initiation = Initiation.AT_ONCE;
  private List<ChildConfig> children = List.of(NET);

  static KeyConfig key(String id) {
    return new KeyConfig(id, SharedKey.of("secret-of-" + id));
  }

  static Sample tunnel() {
    return new Sample();
  }

  Sample identities(String ours, String theirs) {
    local = ours;
    remote = theirs;
    return this;
  }

  Sample generation(long value) {
    generation = value;
    return this;
  }

  Sample name(String value) {
    name = value;
    addresses = List.of();
    return this;
  }

  Sample port(int value) {
    port = value;
    return this;
  }

  Sample answersPeer(boolean value) {
    answersPeer = value;
    return this;
  }

  Sample addresses(String... values) {
    addresses = List.of(values);
    return this;
  }

  Sample keys(String... ids) {
    keys = Arrays.stream(ids).map(Sample::key).toList();
    return this;
  }

  Sample ikeProposals(String value) {
    ikeProposals = List.of(value);
    return this;
  }

  Sample espProposals(String value) {
    espProposals = List.of(value);
    return this;
  }

  Sample dpdSeconds(int value) {
    dpdSeconds = value;
    return this;
  }

  Sample initiation(Initiation value) {
    initiation = value;
    return this;
  }

  Sample children(ChildConfig... values) {
    children = List.of(values);
    return this;
  }

  TunnelConfig config() {
    return new TunnelConfig(
        ID,
        "team/a",
        generation,
        local,
        remote,
        2,
        name,
        addresses,
        port,
        keys,
        ikeProposals,
        espProposals,
        dpdSeconds,
        14400,
        3600,
        initiation,
        answersPeer,
        false,
        children);
  }

  static ChildConfig child(String name, String local, String remote) {
    return new ChildConfig(name, List.of(local), List.of(remote));
  }

  static IkeSa established(long id, long ageSeconds, ChildSa... children) {
    return new IkeSa(
        id,
        ID,
        "ESTABLISHED",
        true,
        "a.link",
        "b.link",
        "192.0.2.2",
        4500,
        ageSeconds,
        false,
        List.of(children));
  }

  /** The same IKE_SA with the peer's packets coming from another source. */
  static IkeSa from(String address, int port, IkeSa sa) {
    return new IkeSa(
        sa.id(),
        sa.connection(),
        sa.state(),
        sa.initiator(),
        sa.localIdentity(),
        sa.remoteIdentity(),
        address,
        port,
        sa.establishedSeconds(),
        sa.creatingChild(),
        sa.children());
  }

  static IkeSa startedByPeer(IkeSa sa) {
    return new IkeSa(
        sa.id(),
        sa.connection(),
        sa.state(),
        false,
        sa.localIdentity(),
        sa.remoteIdentity(),
        sa.remoteAddress(),
        sa.remotePort(),
        sa.establishedSeconds(),
        sa.creatingChild(),
        sa.children());
  }

  static IkeSa connecting(long id) {
    return new IkeSa(id, ID, "CONNECTING", true, null, null, "192.0.2.2", 500, 0, false, List.of());
  }

  static IkeSa creatingChild(long id) {
    return new IkeSa(
        id, ID, "ESTABLISHED", true, "a.link", "b.link", "192.0.2.2", 4500, 60, true, List.of());
  }

  static ChildSa installed(long id, String name, long ageSeconds) {
    return child(id, name, "INSTALLED", ageSeconds, 0, 0);
  }

  static ChildSa child(
      long id, String name, String state, long ageSeconds, long bytesIn, long bytesOut) {
    return new ChildSa(
        id,
        name,
        state,
        "c000000" + id,
        "d000000" + id,
        NET.localPrefixes(),
        NET.remotePrefixes(),
        ageSeconds,
        new ChildSa.Traffic(bytesIn, bytesOut, 1, 1));
  }
}
