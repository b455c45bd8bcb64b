package dev.culvert.e2e.guest;

import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Device;
import dev.culvert.e2e.cluster.Repository;
import dev.culvert.gateway.contract.SharedKey;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** Debian's strongSwan with ESP in user space, set up by hand, and one host of its inside. */
final class StrongswanContainer extends GenericContainer<StrongswanContainer> {
  private static final String IMAGE = "culvert/e2e-tools:dev";

  private static final String START =
      """
      echo 'charon { filelog { stderr { default = 1 } } }' >/etc/strongswan.d/log.conf
      sed -i 's/load = no/load = yes/' /etc/strongswan.d/charon/kernel-libipsec.conf
      charon-systemd </dev/null >/tmp/charon.log 2>&1 &
      """;

  private static final String CONFIGURE =
      """
      ip addr replace %s/32 dev lo
      cat >/etc/swanctl/conf.d/test.conf <<END
      connections {
        %s {
          version = %d
          proposals = %s
          remote_addrs = %s
          encap = yes
          local {
            auth = psk
            id = %s
          }
          remote {
            auth = psk
            id = %s
          }
          children {
            %s
          }
        }
      }
      secrets {
        ike-test {
          secret = 0s%s
        }
      }
      END
      swanctl --load-all
      """;

  private static final String CHILD =
      """
      %s {
        esp_proposals = %s
        local_ts = %s
        remote_ts = %s
      }
      """;

  private final String insideAddress;

  StrongswanContainer(String network, String address, String insideAddress) {
    super(DockerImageName.parse(IMAGE));
    this.insideAddress = insideAddress;
    withNetworkMode(network);
    withCreateContainerCmdModifier(create -> {
      create.withIpv4Address(address);
      create
          .getHostConfig()
          .withCapAdd(Capability.NET_ADMIN)
          .withDevices(new Device("rwm", "/dev/net/tun", "/dev/net/tun"));
    });
  }

  /** Starts charon too, and returns once it answers. */
  @Override
  public void start() {
    Repository.script("build-e2e-tools");
    super.start();
    shell(START);
    await("charon answers")
        .ignoreExceptions()
        .until(() -> shell("swanctl --stats").contains("kernel-libipsec"));
  }

  /** Configures the other side of one connection of the guest's, in place of any other. */
  void carry(
      LibreswanConnection other, String guestAddress, String ike, String esp, SharedKey key) {
    List<String> conns = other.conns();
    String children =
        IntStream.range(0, conns.size())
            .mapToObj(pair ->
                CHILD.formatted(
                    conns.get(pair),
                    esp,
                    other.pairs().get(pair).remote(),
                    other.pairs().get(pair).local()))
            .collect(Collectors.joining());
    shell(
        CONFIGURE.formatted(
            insideAddress,
            other.name(),
            other.ikeVersion(),
            ike,
            guestAddress,
            other.remoteId().replace("@", ""),
            other.localId().replace("@", ""),
            children,
            Base64.getEncoder().encodeToString(key.bytes())));
  }

  /** Forgets every connection and every SA; the guest may hear of it or not. */
  void forget() {
    shell("rm -f /etc/swanctl/conf.d/test.conf; swanctl --load-all");
    shell(
        "while id=$(swanctl --list-sas | grep -o -m 1 '#[0-9]*'); do"
            + " swanctl --terminate --ike-id ${id#?} --force; done");
  }

  /** The SAs of the connection of that name, as swanctl lists them; empty when there are none. */
  String sas(String name) {
    return shell("swanctl --list-sas --ike " + name);
  }

  /** What charon has written. */
  String log() {
    return shell("cat /tmp/charon.log");
  }

  /** Runs a line of shell, as a host of the inside would. */
  String shell(String line) {
    try {
      ExecResult result = execInContainer("bash", "-c", line);
      if (result.getExitCode() != 0) {
        // swanctl first complains of every plugin that it can do without.
        String complaint = result.getStderr().lines().reduce("", (previous, last) -> last);
        throw new AssertionError("%s: %s".formatted(result.getStdout(), complaint));
      }
      return result.getStdout();
    } catch (IOException e) {
      throw new IllegalStateException("cannot run in the container", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
