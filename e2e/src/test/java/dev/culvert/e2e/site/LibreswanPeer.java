package dev.culvert.e2e.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.e2e.guest.ChildTraffic;
import dev.culvert.e2e.guest.LibreswanConnection;
import dev.culvert.e2e.guest.LibreswanGuest;
import dev.culvert.e2e.guest.LibreswanGuest.Attempt;
import dev.culvert.e2e.scenario.Host;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A libreswan in the guest.
 *
 * @param lanAddress the host behind it
 */
record LibreswanPeer(LibreswanGuest guest, LibreswanConnection connection, String lanAddress)
    implements Peer {
  private static final Duration ATTEMPT = Duration.ofSeconds(20);
  private static final Duration LONGEST_COMMAND = Duration.ofMinutes(2);

  @Override
  public Host hostBehind() {
    return new Host() {
      @Override
      public String address() {
        return lanAddress;
      }

      @Override
      public String shell(String line) {
        return guest.shell(line, LONGEST_COMMAND);
      }
    };
  }

  @Override
  public void initiate() {
    assertThat(guest.up(connection, ATTEMPT)).matches(Attempt::established);
  }

  @Override
  public boolean isUp() {
    return guest.isUp(connection);
  }

  @Override
  public void rekeyIke() {
    guest.rekeyIke(connection);
  }

  @Override
  public void rekeyChildren() {
    guest.rekeyChildren(connection);
  }

  @Override
  public Set<String> ikeSas() {
    return guest.ikeSas(connection).stream().map(String::valueOf).collect(Collectors.toSet());
  }

  @Override
  public Set<String> childSas() {
    return guest.traffic().stream()
        .map(ChildTraffic::sa)
        .map(String::valueOf)
        .collect(Collectors.toSet());
  }

  @Override
  public void restart() {
    guest.restart();
  }

  @Override
  public void loseSas() {
    guest.loseSas();
  }

  @Override
  public void freeze() {
    guest.freeze();
  }

  @Override
  public void thaw() {
    guest.thaw();
  }

  @Override
  public String log() {
    return guest.log();
  }

  @Override
  public void close() {
    guest.close();
  }
}
