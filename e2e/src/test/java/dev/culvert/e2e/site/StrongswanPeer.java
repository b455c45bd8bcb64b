package dev.culvert.e2e.site;

import dev.culvert.e2e.outside.Device;
import dev.culvert.e2e.outside.DeviceSa;
import dev.culvert.e2e.outside.DeviceSa.Child;
import dev.culvert.e2e.scenario.Host;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A strongSwan.
 *
 * @param connection what the device calls the connection
 */
record StrongswanPeer(Device device, String connection, Host hostBehind) implements Peer {
  @Override
  public void initiate() {
    device.initiate(connection);
  }

  @Override
  public boolean isUp() {
    return device.isUp(connection);
  }

  @Override
  public void rekeyIke() {
    device.rekeyIke(connection);
  }

  @Override
  public void rekeyChildren() {
    device.rekeyChildren(connection);
  }

  @Override
  public Set<String> ikeSas() {
    return established().map(DeviceSa::spis).collect(Collectors.toSet());
  }

  @Override
  public Set<String> childSas() {
    return established()
        .flatMap(sa -> sa.children().stream())
        .filter(child -> child.state().equals("INSTALLED"))
        .map(Child::spiIn)
        .collect(Collectors.toSet());
  }

  private Stream<DeviceSa> established() {
    return device.sas().stream()
        .filter(sa -> sa.connection().equals(connection) && sa.state().equals("ESTABLISHED"));
  }

  @Override
  public void restart() {
    device.restart();
  }

  @Override
  public void loseSas() {
    device.loseSas();
  }

  @Override
  public void freeze() {
    device.freeze();
  }

  @Override
  public void thaw() {
    device.thaw();
  }

  @Override
  public String log() {
    return device.log();
  }

  @Override
  public void close() {
    device.close();
  }
}
