package dev.culvert.operator.plan;

import dev.culvert.crds.v1alpha1.Subnet;
import dev.culvert.crds.v1alpha1.VirtualNetworkSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Rule 8 of the design for one VirtualNetwork: which prefixes a network may have and how subnets
 * lie in it. Most of it is refused at admission already; this is what holds when it is not.
 */
public final class AddressSpaceCheck {
  /** The subnet that the gateway's address comes from. */
  public static final String GATEWAY_SUBNET = "GatewaySubnet";

  private static final int LARGEST = 8;
  private static final int SMALLEST = 29;

  /** The first four and the last address of a subnet are reserved. */
  public static final int FIRST_FREE_ADDRESS = 4;

  private static final List<Prefix> FORBIDDEN =
      Prefix.all(
          List.of("0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "240.0.0.0/4"));

  private AddressSpaceCheck() {}

  /** What is wrong with the spec, one sentence each; empty when nothing is. */
  public static List<String> problems(VirtualNetworkSpec spec) {
    var problems = new ArrayList<String>();
    List<Prefix> space = new ArrayList<>();
    for (String text : spec.addressSpace()) {
      read("addressSpace", text, problems)
          .ifPresent(prefix -> {
            overlap(space, prefix)
                .ifPresent(other ->
                    problems.add("addressSpace " + prefix + " overlaps addressSpace " + other));
            space.add(prefix);
          });
    }
    List<Prefix> subnets = new ArrayList<>();
    var names = new HashSet<String>();
    for (Subnet subnet : spec.subnets()) {
      String title = "subnet \"" + subnet.name() + "\"";
      if (!names.add(subnet.name())) {
        problems.add(title + " is there twice; subnet names are unique");
      }
      read(title, subnet.addressPrefix(), problems)
          .ifPresent(prefix -> {
            if (space.stream().noneMatch(s -> s.contains(prefix))) {
              problems.add(title + " " + prefix + " is not inside addressSpace " + space);
            }
            overlap(subnets, prefix)
                .ifPresent(other -> problems.add(title + " " + prefix + " overlaps " + other));
            subnets.add(prefix);
          });
    }
    if (space.isEmpty()) {
      problems.add("addressSpace is empty; give at least one prefix");
    }
    if (spec.gateway() != null && !names.contains(GATEWAY_SUBNET)) {
      problems.add("a gateway needs a subnet named GatewaySubnet, /29 or larger");
    }
    return problems;
  }

  /** The gateway's own address: the first free one of GatewaySubnet. */
  static String insideAddress(VirtualNetworkSpec spec) {
    return spec.subnets().stream()
        .filter(s -> s.name().equals(GATEWAY_SUBNET))
        .findFirst()
        .map(s -> Prefix.of(s.addressPrefix()).address(FIRST_FREE_ADDRESS))
        .orElseThrow(() -> new IllegalArgumentException("no GatewaySubnet"));
  }

  private static Optional<Prefix> read(String title, String text, List<String> problems) {
    try {
      Prefix prefix = Prefix.of(text);
      Optional<Prefix> forbidden = overlap(FORBIDDEN, prefix);
      if (forbidden.isPresent()) {
        problems.add(
            title
                + " "
                + prefix
                + " overlaps "
                + forbidden.get()
                + ", which is not a unicast network");
        return Optional.empty();
      }
      if (prefix.length() < LARGEST || prefix.length() > SMALLEST) {
        problems.add(title + " " + prefix + " must be between /8 and /29");
        return Optional.empty();
      }
      return Optional.of(prefix);
    } catch (IllegalArgumentException e) {
      problems.add(title + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<Prefix> overlap(List<Prefix> held, Prefix prefix) {
    return held.stream().filter(prefix::overlaps).findFirst();
  }
}
