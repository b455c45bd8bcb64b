package dev.culvert.e2e.wan;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Network.Ipam;
import java.security.SecureRandom;
import java.util.Random;
import org.testcontainers.containers.Network;

/**
 * An Ethernet segment: a Docker network with a /24 of 100.64.0.0/10 (RFC 6598) that no other Docker
 * network of this engine has. It is removed when it is closed, or with this JVM.
 */
public final class Segment implements AutoCloseable {
  private static final int CANDIDATES = 64 * 256;
  private static final int ATTEMPTS = 20;
  private static final int GATEWAY = 1;

  /** Where Docker takes addresses from when it is not told one. */
  private static final int OF_DOCKERS_CHOICE = 240;

  private final Network network;
  private final String octets;

  private Segment(Network network, String octets) {
    this.network = network;
    this.octets = octets;
  }

  /** A new segment. Docker itself refuses addresses that another JVM has taken meanwhile. */
  public static Segment create() {
    Random random = new SecureRandom();
    for (int attempt = 1; ; attempt++) {
      int candidate = random.nextInt(CANDIDATES);
      String octets = "100.%d.%d".formatted(64 + candidate / 256, candidate % 256);
      try {
        Network network = network(octets);
        network.getId(); // makes it
        return new Segment(network, octets);
      } catch (DockerException e) {
        if (attempt == ATTEMPTS || !String.valueOf(e.getMessage()).contains("overlaps")) {
          throw e;
        }
      }
    }
  }

  private static Network network(String octets) {
    Ipam.Config config =
        new Ipam.Config()
            .withSubnet(octets + ".0/24")
            .withGateway(octets + "." + GATEWAY)
            .withIpRange(octets + "." + OF_DOCKERS_CHOICE + "/28");
    return Network.builder()
        .createNetworkCmdModifier(command -> command.withIpam(new Ipam().withConfig(config)))
        .build();
  }

  /** The Docker network, for containers to be started on. */
  public Network network() {
    return network;
  }

  /** The /24. */
  public String prefix() {
    return octets + ".0/24";
  }

  /** The /24's address that ends with the given number. */
  public String address(int last) {
    return octets + "." + last;
  }

  /** The address that the engine's host itself has here. */
  public String hostAddress() {
    return address(GATEWAY);
  }

  /** The bridge by which the engine's host is on the segment. */
  public String bridge() {
    return "br-" + network.getId().substring(0, 12);
  }

  /** Removes the network; its containers must be gone. */
  @Override
  public void close() {
    network.close();
  }
}
