package dev.culvert.e2e.benchmark;

import dev.culvert.e2e.scenario.Tools;
import io.fabric8.kubernetes.api.model.Pod;
import org.awaitility.Awaitility;

/**
 * Two pods with a tunnel between them that somebody set up by hand: Debian's strongSwan as it is
 * installed, with ESP in user space and one file of swanctl's, and a Service in front of each,
 * since pods change their addresses. Same proposals as Culvert's links.
 */
final class HandMadePair implements AutoCloseable {
  private static final String START =
      """
      mkdir -p /dev/net && mknod /dev/net/tun c 10 200
      sed -i 's/load = no/load = yes/' /etc/strongswan.d/charon/kernel-libipsec.conf
      charon-systemd </dev/null >/tmp/charon.log 2>&1 &
      """;

  private static final String CONFIGURE =
      """
      cat >/etc/swanctl/conf.d/hand.conf <<END
      connections {
        hand {
          version = 2
          proposals = aes256gcm16-prfsha384-x25519
          remote_addrs = %1$s, 0.0.0.0/0
          mobike = no
          local {
            auth = psk
            id = %2$s.hand
          }
          remote {
            auth = psk
            id = %3$s.hand
          }
          children {
            net {
              esp_proposals = aes256gcm16-x25519
              local_ts = %4$s
              remote_ts = %5$s
            }
          }
        }
      }
      secrets {
        ike-hand {
          secret = for-a-benchmark-only
        }
      }
      END
      swanctl --load-all 2>/tmp/swanctl.log
      """;

  private final Tools tools;
  private final Pod left;
  private final Pod right;

  private HandMadePair(Tools tools, Pod left, Pod right) {
    this.tools = tools;
    this.left = left;
    this.right = right;
  }

  /** A pair between two prefixes, with its tunnel up. */
  static HandMadePair between(Tools tools, String leftPrefix, String rightPrefix) {
    Pod left = tools.startPod("by-hand-left", "NET_ADMIN");
    Pod right = tools.startPod("by-hand-right", "NET_ADMIN");
    HandMadePair pair = new HandMadePair(tools, left, right);
    pair.setUp(left, right, "left", "right", leftPrefix, rightPrefix);
    pair.setUp(right, left, "right", "left", rightPrefix, leftPrefix);
    tools.shellIn(left, "swanctl --initiate --child net --timeout 10 2>/tmp/swanctl.log");
    return pair;
  }

  Pod left() {
    return left;
  }

  Pod right() {
    return right;
  }

  private void setUp(
      Pod pod, Pod peer, String name, String peerName, String prefix, String peerPrefix) {
    tools.shellIn(pod, START);
    Awaitility.await("charon answers")
        .ignoreExceptions()
        .until(() ->
            tools.shellIn(pod, "swanctl --stats 2>/tmp/swanctl.log").contains("kernel-libipsec"));
    tools.shellIn(pod, CONFIGURE.formatted(tools.serve(peer), name, peerName, prefix, peerPrefix));
  }

  @Override
  public void close() {
    tools.deletePod(left);
    tools.deletePod(right);
  }
}
