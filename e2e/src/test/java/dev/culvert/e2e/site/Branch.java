package dev.culvert.e2e.site;

import dev.culvert.crds.v1alpha1.LocalNetworkSiteSpec;
import dev.culvert.e2e.outside.Device;
import dev.culvert.e2e.outside.DeviceConnection;
import dev.culvert.e2e.scenario.Host;
import dev.culvert.e2e.scenario.Ping;
import dev.culvert.e2e.scenario.Side;
import dev.culvert.e2e.scenario.SiteConnection;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One of several sites behind one device: an identity, a prefix and a connection of its own, told
 * from the others by its number. The device starts, unless the site has an address.
 *
 * @param connection the network's side
 * @param device the device that stands for all of them
 * @param number 1 to 250
 */
record Branch(SiteConnection connection, Device device, int number) {

  static Branch of(Side side, Device device, int number) {
    return new Branch(new SiteConnection(side, "branch-" + number), device, number);
  }

  /** Its prefix. */
  String prefix() {
    return "192.168." + number + ".0/24";
  }

  /** The site, with the device's address or, without one, to be known by its identity alone. */
  LocalNetworkSiteSpec spec(@Nullable String address, String... addressSpace) {
    return new LocalNetworkSiteSpec(address, null, identity(), List.of(addressSpace), List.of());
  }

  /** Creates site, key and connection; the device is to start. */
  Branch create() {
    connection.create(spec(null, prefix()));
    return this;
  }

  /** The device's side, which has to be loaded. */
  DeviceConnection settings(String gatewayAddress) {
    return settings(gatewayAddress, UnaryOperator.identity());
  }

  /** The device's side, changed as the caller wishes. */
  DeviceConnection settings(String gatewayAddress, UnaryOperator<DeviceConnection> change) {
    return change.apply(
        bare(gatewayAddress).pair(prefix(), connection.side().prefix()).initiated());
  }

  /** The device's side without any prefixes yet. */
  DeviceConnection bare(String gatewayAddress) {
    return new DeviceConnection(connection.site(), gatewayAddress, SiteConnection.KEY)
        .version(2)
        .fromAnywhere()
        .identities(identity(), gatewayAddress);
  }

  /** Echo requests from behind the device to the gateway's inside. */
  Ping ping(int count) {
    Host host = device.hostBehind("192.168." + number + ".10");
    return device.ping(host, connection.side().insideAddress(), count);
  }

  private String identity() {
    return connection.site() + ".example";
  }
}
