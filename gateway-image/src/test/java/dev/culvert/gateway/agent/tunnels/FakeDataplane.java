package dev.culvert.gateway.agent.tunnels;

import dev.culvert.gateway.agent.dataplane.Dataplane;
import dev.culvert.gateway.agent.dataplane.PacketPolicy;
import dev.culvert.gateway.agent.dataplane.Prefix;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Writes down what it is told, and fails on demand. */
final class FakeDataplane implements Dataplane {
  private final FakeCharon charon;
  final List<PacketPolicy> applied = new ArrayList<>();
  Set<Prefix> reached = Set.of();
  boolean failing;
  boolean inside = true;
  boolean admitsPeers;
  List<String> toldBeforePeers = List.of();

  /**
   * @param charon what it has been told is looked at when peers are let in
   */
  FakeDataplane(FakeCharon charon) {
    this.charon = charon;
  }

  @Override
  public boolean isInside() {
    return inside;
  }

  @Override
  public String name() {
    return "userspace";
  }

  @Override
  public void prepare() {}

  @Override
  public void charonStarted() {}

  @Override
  public void apply(PacketPolicy policy) throws IOException {
    if (failing) {
      throw new IOException("nft failed");
    }
    applied.add(policy);
  }

  @Override
  public void admitPeers() {
    if (!admitsPeers) {
      toldBeforePeers = List.copyOf(charon.calls);
    }
    admitsPeers = true;
  }

  @Override
  public void refusePeers() {
    admitsPeers = false;
  }

  @Override
  public void reach(Set<Prefix> prefixes) {
    reached = prefixes;
  }

  @Override
  public List<String> obstacles() {
    return List.of();
  }
}
