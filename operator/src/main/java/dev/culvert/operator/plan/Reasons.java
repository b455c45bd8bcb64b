package dev.culvert.operator.plan;

/** The reasons conditions give, one word each; docs/states.md explains them. */
public final class Reasons {
  /** The spec says something that cannot be carried out. */
  public static final String INVALID_SPEC = "InvalidSpec";

  /** The location is none that this installation has. */
  public static final String UNKNOWN_LOCATION = "UnknownLocation";

  /** An address space overlaps prefixes that a tunnel of the gateway carries (rule 2). */
  public static final String OVERLAP = "Overlap";

  /** The gateway cannot go or change its routing type while connections use it (rule 1). */
  public static final String GATEWAY_IN_USE = "GatewayInUse";

  /** The gateway's size carries fewer tunnels than it has or would have (rules 1 and 3). */
  public static final String TOO_MANY_TUNNELS = "TooManyTunnels";

  /** Another connection already joins the same two networks (rule 4). */
  public static final String DUPLICATE_CONNECTION = "DuplicateConnection";

  /** A connection between networks needs a gateway with dynamic routing (rule 5). */
  public static final String ROUTING_NOT_DYNAMIC = "RoutingNotDynamic";

  /** A connection joins a network to itself. */
  public static final String REMOTE_IS_SELF = "RemoteIsSelf";

  /** The other network's prefixes are outside acceptPrefixes (rule 7). */
  public static final String PREFIX_NOT_ACCEPTED = "PrefixNotAccepted";

  /** The connection's own network does not exist. */
  public static final String NETWORK_NOT_FOUND = "VirtualNetworkNotFound";

  /** The connection's own network has no gateway. */
  public static final String GATEWAY_MISSING = "GatewayMissing";

  /** The other side has not consented: absent and unwilling look the same (rule 11). */
  public static final String PEER_CONNECTION_MISSING = "PeerConnectionMissing";

  /** The other side wishes to be disconnected. */
  public static final String PEER_DISCONNECTED = "PeerDisconnected";

  /** The other side has consented, but cannot be reached yet. */
  public static final String WAITING_FOR_PEER = "WaitingForPeer";

  /** This side wishes to be disconnected. */
  public static final String DISCONNECTED = "Disconnected";

  private Reasons() {}
}
