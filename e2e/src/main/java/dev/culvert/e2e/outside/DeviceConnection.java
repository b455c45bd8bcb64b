package dev.culvert.e2e.outside;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One connection as the administrator of a {@link Device} writes it into swanctl.conf. What is not
 * said is as strongSwan has it: both versions of IKE, its proposals, identities that are addresses,
 * and waiting to be called.
 */
public final class DeviceConnection {
  private record Child(List<String> local, List<String> remote) {}

  private final String name;
  private final String remoteAddress;
  private final String key;
  private final List<Child> children = new ArrayList<>();
  private final List<String> settings = new ArrayList<>();
  private String sources = "";
  private String localIdentity = "";
  private String remoteIdentity;
  private String espProposals = "";
  private boolean isInitiated;

  /**
   * A connection without children yet.
   *
   * @param name its name, new on the device
   * @param remoteAddress whom to call and, unless more is said, the only one who may call
   * @param key the shared key
   */
  public DeviceConnection(String name, String remoteAddress, String key) {
    this.name = name;
    this.remoteAddress = remoteAddress;
    this.remoteIdentity = remoteAddress;
    this.key = key;
  }

  /** Lets the other side call from any address too. */
  public DeviceConnection fromAnywhere() {
    sources = ", 0.0.0.0/0";
    return this;
  }

  /** The one version of IKE: 1 or 2. */
  public DeviceConnection version(int only) {
    return set("version", Integer.toString(only));
  }

  /** Our identity and the other side's, in place of the addresses. */
  public DeviceConnection identities(String local, String remote) {
    localIdentity = "id = " + local;
    remoteIdentity = remote;
    return this;
  }

  /** The other side's identity, in place of its address. */
  public DeviceConnection remoteIdentity(String remote) {
    remoteIdentity = remote;
    return this;
  }

  /** Proposals as strongSwan writes them, for example {@code aes256-sha256-modp2048}. */
  public DeviceConnection proposals(String ike, String esp) {
    espProposals = "esp_proposals = " + esp;
    return set("proposals", ike);
  }

  /** Any other setting of a connection, for example {@code dpd_delay} and {@code 10s}. */
  public DeviceConnection set(String setting, String value) {
    settings.add(setting + " = " + value);
    return this;
  }

  /** A child of its own for one pair of prefixes. */
  public DeviceConnection pair(String local, String remote) {
    return lists(List.of(local), List.of(remote));
  }

  /** One child for all prefixes of two lists; IKEv2 only. */
  public DeviceConnection lists(List<String> local, List<String> remote) {
    children.add(new Child(local, remote));
    return this;
  }

  /** Has the device call when the connection is loaded, and when it finds the other side dead. */
  public DeviceConnection initiated() {
    isInitiated = true;
    return this;
  }

  String name() {
    return name;
  }

  /** The children's names: the connection's, and a number from 1 on. */
  List<String> childNames() {
    return children.stream().map(this::childName).toList();
  }

  private String childName(Child child) {
    return name + "-" + (children.indexOf(child) + 1);
  }

  String connectionSection() {
    return """
    %s {
      remote_addrs = %s%s
      %s
      local {
        auth = psk
        %s
      }
      remote {
        auth = psk
        id = %s
      }
      children {
    %s
      }
    }
    """
        .formatted(
            name,
            remoteAddress,
            sources,
            String.join("\n  ", settings),
            localIdentity,
            remoteIdentity,
            children.stream().map(this::childSection).collect(Collectors.joining("\n")));
  }

  /**
   * The key is for this pair of identities, so that a device may have others with the same peer.
   */
  String secretSection() {
    return """
    ike-%s {
      %s
      id-remote = %s
      secret = "%s"
    }
    """
        .formatted(
            name,
            localIdentity.isEmpty() ? "" : localIdentity.replaceFirst("id", "id-local"),
            remoteIdentity,
            key);
  }

  private String childSection(Child child) {
    return """
    %s {
      local_ts = %s
      remote_ts = %s
      start_action = %s
      dpd_action = %s
      %s
    }\
    """
        .formatted(
            childName(child),
            String.join(", ", child.local()),
            String.join(", ", child.remote()),
            isInitiated ? "start" : "none",
            isInitiated ? "restart" : "clear",
            espProposals);
  }
}
