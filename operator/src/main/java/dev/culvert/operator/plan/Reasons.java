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

  /** The connection's site does not exist. */
  public static final String SITE_NOT_FOUND = "LocalNetworkSiteNotFound";

  /** The site has no gatewayAddress, and no gatewayIdentity by which it could be known. */
  public static final String WAITING_FOR_ADDRESS = "WaitingForAddress";

  /** Our own gateway is not reached at any address yet. */
  public static final String WAITING_FOR_OWN_ADDRESS = "WaitingForOwnAddress";

  /** The site's gatewayAddress is our own gateway's. */
  public static final String ADDRESS_IS_OWN = "GatewayAddressIsOwn";

  /** Another connection of the gateway has the same remote identity. */
  public static final String DUPLICATE_IDENTITY = "DuplicateIdentity";

  /** There is no shared key, or on one side of a link only (rules 9 and 12). */
  public static final String SHARED_KEY_MISSING = "SharedKeyMissing";

  /** The shared key is not 8 to 128 printable ASCII characters (rule 9). */
  public static final String SHARED_KEY_INVALID = "SharedKeyInvalid";

  /** A warning: the shared key can be guessed (rule 9). */
  public static final String WEAK_KEY = "WeakKey";

  /** A warning: a newline at the shared key's end was dropped (rule 9). */
  public static final String NEWLINE_DROPPED = "NewlineDropped";

  /** A warning: what we start leaves with another address than we are reached at. */
  public static final String SOURCE_ADDRESS_MAY_DIFFER = "SourceAddressMayDiffer";

  /** A warning: the peer agreed to fewer prefixes than were asked for (rule 6). */
  public static final String SELECTORS_NARROWED = "TrafficSelectorsNarrowed";

  /** A warning: the peer's name is not found any more; the address found before stays. */
  public static final String NAME_UNRESOLVED = "NameUnresolved";

  /** More prefixes than a tunnel or a gateway carries. */
  public static final String TOO_MANY_PREFIXES = "TooManyPrefixes";

  /** More CHILD_SAs than a connection has. */
  public static final String TOO_MANY_CHILD_SAS = "TooManyChildSas";

  /** The userspace dataplane cannot carry everything through one CHILD_SA. */
  public static final String ANY_TO_ANY_UNSUPPORTED = "AnyToAnyUnsupported";

  /** Both sides of a link only answer, or both only start. */
  public static final String MODES_CONFLICT = "ModesConflict";

  /** The installation does not let gateways be reached so. */
  public static final String EXPOSURE_NOT_ALLOWED = "ExposureNotAllowed";

  /** The VirtualNetwork a pod names does not exist, or does not admit the pod's namespace. */
  public static final String POD_NETWORK_NOT_FOUND = "NetworkNotFound";

  /** The VirtualNetwork a pod names is refused, and was never anything else. */
  public static final String NETWORK_NOT_READY = "NetworkNotReady";

  /** A pod in the node's network cannot be on a virtual one. */
  public static final String HOST_NETWORK = "HostNetwork";

  /** A pod names a network, but none of its subnets. */
  public static final String SUBNET_MISSING = "SubnetMissing";

  /** The network has no subnet of the name a pod gives. */
  public static final String SUBNET_NOT_FOUND = "SubnetNotFound";

  /** GatewaySubnet is the gateway's own. */
  public static final String SUBNET_RESERVED = "SubnetReserved";

  /** Every address of the subnet is in use or reserved; on a network, a warning. */
  public static final String SUBNET_FULL = "SubnetFull";

  /** What a pod asks for is no IPv4 address. */
  public static final String ADDRESS_INVALID = "AddressInvalid";

  /** The address a pod asks for is not in its subnet. */
  public static final String ADDRESS_OUTSIDE_SUBNET = "AddressOutsideSubnet";

  /** The address a pod asks for is kept for something else (rule 8). */
  public static final String ADDRESS_RESERVED = "AddressReserved";

  /** The address a pod asks for is another's. */
  public static final String ADDRESS_TAKEN = "AddressTaken";

  /** The network has no DNS server of the name a pod gives. */
  public static final String DNS_SERVER_NOT_FOUND = "DnsServerNotFound";

  /** A pod has its address, and its node's agent has not put it on the network yet. */
  public static final String ATTACHING = "Attaching";

  /** A pod is on its network. */
  public static final String ATTACHED = "Attached";

  /** A pod was on a network, and names none any more. */
  public static final String NOT_A_MEMBER = "NotAMember";

  /** A warning: prefixes of the network, or of its connections, are the cluster's own too. */
  public static final String OVERLAPS_CLUSTER = "OverlapsCluster";

  /** A warning: a change of the gateway's pod waits until those of other gateways are back. */
  public static final String WAITING_FOR_ROLLOUT = "WaitingForRollout";

  private Reasons() {}
}
