package dev.culvert.e2e.gateway;

/** strongSwan set up by hand, as on a device at the other end of a site connection. */
final class ForeignPeer {
  private static final String DAEMON =
      """
      charon {
        load_modular = no
        load = random nonce openssl pem vici kernel-libipsec kernel-netlink socket-default
        install_virtual_ip = no
        filelog {
          all {
            path = /charon.log
            default = 1
          }
        }
        plugins {
          kernel-netlink {
            fwmark = !0x42
          }
          socket-default {
            fwmark = 0x42
          }
        }
      }
      """;

  private static final String CONNECTION =
      """
      connections {
        site {
          version = %1$d
          remote_addrs = %2$s
          proposals = aes256-sha256-modp2048
          encap = yes
          dpd_delay = 5s
          keyingtries = 0
          local {
            auth = psk
            id = %3$s
          }
          remote {
            auth = psk
            id = %4$s
          }
          children {
            net {
              local_ts = 10.9.0.0/16
              remote_ts = 10.1.0.0/16
              esp_proposals = aes256-sha256-modp2048
            }
          }
        }
      }
      secrets {
        ike-site {
          id = %4$s
          secret = "%5$s"
        }
      }
      """;

  private final ToolsContainer machine;
  private final String address;

  private ForeignPeer(ToolsContainer machine, String address) {
    this.machine = machine;
    this.address = address;
  }

  static ForeignPeer at(int host, GatewayNetwork network) {
    var peer = new ForeignPeer(network.machine(host), network.address(host));
    peer.machine.write("/etc/strongswan.conf", DAEMON);
    peer.machine.shell("ip addr add " + peer.insideAddress() + "/32 dev lo");
    return peer;
  }

  String address() {
    return address;
  }

  String insideAddress() {
    return "10.9.0.1";
  }

  /** Starts the daemon anew with one connection to a gateway. */
  void carry(int ikeVersion, GatewayContainer gateway, String local, String remote, String key) {
    stop();
    machine.write(
        "/etc/swanctl/swanctl.conf",
        CONNECTION.formatted(ikeVersion, gateway.outsideAddress(), local, remote, key));
    machine.shell("setsid charon-systemd </dev/null >/dev/null 2>&1 &");
    machine.shell("timeout 10 sh -c 'until swanctl --stats >/dev/null 2>&1; do sleep 0.05; done'");
    machine.shell("swanctl --load-all");
    machine.shell("ip link set ipsec0 up");
  }

  /** Ends the daemon without notice to its peer. */
  void stop() {
    machine.shell("kill -9 $(pidof charon-systemd); rm -f /var/run/charon.*");
  }

  /** Starts an attempt, and returns what came of it within three seconds. */
  String initiate() {
    return machine.shell("swanctl --initiate --child net --timeout 3");
  }

  /** Drops whatever comes from an address. */
  void hearNothingFrom(String source) {
    machine.shell(
        "nft add table ip deaf && nft 'add chain ip deaf input { type filter hook input priority 0; }'"
            + " && nft add rule ip deaf input ip saddr "
            + source
            + " drop");
  }

  /** Ends {@link #hearNothingFrom}. */
  void hearAll() {
    machine.shell("nft delete table ip deaf");
  }

  String swanctl(String arguments) {
    return machine.shell("swanctl " + arguments);
  }

  String log() {
    return machine.shell("cat /charon.log");
  }
}
