package dev.culvert.e2e.member;

import dev.culvert.crds.v1alpha1.AddressClaim;
import dev.culvert.crds.v1alpha1.NetworkSegment;
import dev.culvert.e2e.scenario.Capture;
import dev.culvert.e2e.scenario.Member;
import dev.culvert.e2e.scenario.Side;
import dev.culvert.e2e.scenario.Tools;
import io.fabric8.kubernetes.api.model.Pod;

/** What a network is on the wire, for those who would forge it. */
final class Wire {
  /** The port of the networks' frames on every node. */
  static final int PORT = 8475;

  private Wire() {}

  /** The network's VNI. */
  static int vni(Side side) {
    return side
        .cluster()
        .client()
        .resources(NetworkSegment.class)
        .inAnyNamespace()
        .list()
        .getItems()
        .stream()
        .map(NetworkSegment::getSpec)
        .filter(spec -> spec.virtualNetworkRef().namespace().equals(side.namespace()))
        .filter(spec -> spec.virtualNetworkRef().name().equals(side.name()))
        .findFirst()
        .orElseThrow()
        .vni();
  }

  /** The member's MAC address. */
  static String mac(Member member) {
    return member.claim().map(AddressClaim::getSpec).orElseThrow().macAddress();
  }

  /** Captures all that a pod's interface in the network takes in and gives out. */
  static Capture capture(Tools tools, Pod pod) {
    return capture(tools, pod, "vnet0", "");
  }

  /** Captures what the filter takes of what passes an interface of a pod. */
  static Capture capture(Tools tools, Pod pod, String networkInterface, String filter) {
    return Capture.start(line -> tools.shellInNetworkOf(pod, line), networkInterface, filter);
  }
}
