package dev.culvert.gateway.agent.dataplane;

import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * Who does ESP, and the ways of packets to and from it. Called by one thread at a time. An {@link
 * IOException} says what the system refused; what was in force before stays in force then.
 */
public interface Dataplane {

  /** The name in {@code GatewayState}: {@code userspace} or {@code kernel}. */
  String name();

  /** Closes everything, before charon is started for the first time. */
  void prepare() throws IOException;

  /** Sets up what charon brings with it, each time a charon has come up. */
  void charonStarted() throws IOException;

  /** Makes addresses, barriers and packet filter equal to the policy. */
  void apply(PacketPolicy policy) throws IOException;

  /**
   * Lets peers in. Until then, and after {@link #refusePeers}, they hear nothing and ask again: a
   * charon that does not know its connections yet would refuse them, and some then try no more.
   */
  void admitPeers() throws IOException;

  /** Lets no peers in, as before {@link #admitPeers}: for when a charon has ended. */
  void refusePeers() throws IOException;

  /**
   * Leads packets for the given prefixes into their tunnels, and for no others.
   *
   * @param prefixes what is reached through installed CHILD_SAs
   */
  void reach(Set<Prefix> prefixes) throws IOException;

  /**
   * Whether the gateway is on its network: whether the interface that the policy names has its
   * address, where it names one.
   */
  boolean isInside();

  /** What of the surroundings keeps packets from passing, in sentences; empty if nothing does. */
  List<String> obstacles();
}
