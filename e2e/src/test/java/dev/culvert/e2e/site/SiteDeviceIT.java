package dev.culvert.e2e.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.crds.v1alpha1.Condition;
import dev.culvert.crds.v1alpha1.ExposureType;
import dev.culvert.crds.v1alpha1.Sku;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.outside.Device;
import dev.culvert.e2e.outside.DeviceConnection;
import dev.culvert.e2e.scenario.Side;
import dev.culvert.e2e.scenario.SiteConnection;
import dev.culvert.e2e.wan.Wan;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A gateway at its node's address, and a strongSwan as it is installed. The device takes packets
 * from that address alone.
 */
class SiteDeviceIT extends DevicePromises {
  private Device device;
  private String ourAddress;

  @Override
  protected Arrangement arrange(TestCluster cluster) {
    Side side = Side.inNewNamespace(cluster, "device", 1);
    side.createNetwork(Sku.BASIC, ExposureType.HOST_PORT);
    device = Device.on(Wan.shared());
    var connection = new SiteConnection(side, "hq");
    connection.create(SiteConnection.spec(device.address(), "192.168.1.0/24", "192.168.2.0/24"));
    ourAddress = side.awaitAddress();
    device.acceptOnlyFrom(ourAddress);
    var peer = new StrongswanPeer(device, "culvert", device.hostBehind("192.168.2.10"));
    device.configure(
        new DeviceConnection("culvert", ourAddress, SiteConnection.KEY)
            .pair("192.168.1.0/24", side.prefix())
            .pair("192.168.2.0/24", side.prefix()));
    return Arrangement.of(connection, peer);
  }

  @AfterEach
  void deviceHasRefusedNothing() {
    assertThat(device.refusedPackets()).isZero();
  }

  @Test
  void responderOnly_deviceStarts_connectedWithEveryPair() {
    site.leaveItToTheDeviceToStart();
    try {
      device.terminate("culvert");
      site.awaitWaitingForTheDevice();

      device.initiate("culvert");

      print("device started, connected after", site.awaitConnected());
      assertThat(site.connection().status().childSaCount()).isEqualTo(2);
      assertThat(site.pinged(10).lost()).isZero();
    } finally {
      site.letEitherEndStart();
    }
  }

  @Test
  void deviceWithWeakProposalsOnly_isRefused_andTheConnectionSaysWhatItOffers() {
    try (Device weak = Device.on(Wan.shared())) {
      var connection = new SiteConnection(site.connection().side(), "weak");
      connection.create(SiteConnection.spec(weak.address(), "192.168.9.0/24"));
      // A device that starts before the gateway knows it is refused as a stranger, and gives up.
      connection.awaitReason("RejectedByPeer", Arrangement.UP_LIMIT);
      weak.configure(
          new DeviceConnection("weak", ourAddress, SiteConnection.KEY)
              .proposals("3des-sha1-modp1024", "3des-sha1")
              .pair("192.168.9.0/24", site.connection().side().prefix())
              .initiated());

      // What the device offers is no proof of who it is: it stands beside what our attempts met.
      String message = awaitMessage(connection, "unconfirmed, from " + weak.address());
      print("weak device", message);
      assertThat(message).contains("NO_PROPOSAL_CHOSEN", "3DES", "SHA1", "MODP_1024");
      connection.awaitReason("RejectedByPeer", Arrangement.UP_LIMIT);
      assertThat(weak.sas()).noneMatch(sa -> sa.state().equals("ESTABLISHED"));
      connection.disconnect();
    }
  }

  private static String awaitMessage(SiteConnection connection, String words) {
    return Awaitility.await("a message with: " + words)
        .atMost(Arrangement.UP_LIMIT)
        .until(
            () -> connection.condition("Ready").map(Condition::message).orElse(""),
            message -> message.contains(words));
  }
}
