package dev.culvert.operator.plan;

import java.util.List;
import java.util.Optional;

/**
 * Both ends of a tunnel, as far as this side may know of the other.
 *
 * @param localIdentity our IKE identity
 * @param remoteIdentity the other side's IKE identity
 * @param remoteAddress where the other side is dialled, if it is known: an address or a name
 * @param remotePort the UDP port there
 * @param remotePrefixes the other side's prefixes as they are carried here
 */
public record Ends(
    String localIdentity,
    String remoteIdentity,
    Optional<String> remoteAddress,
    int remotePort,
    List<String> remotePrefixes) {}
