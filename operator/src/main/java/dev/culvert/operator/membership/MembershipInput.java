package dev.culvert.operator.membership;

import dev.culvert.crds.v1alpha1.AddressClaim;
import dev.culvert.operator.plan.NetworkKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything the addresses of one network depend on.
 *
 * @param key where the network lives, if it does
 * @param network the network, absent where none of that name exists
 * @param pods the pods that name it
 * @param gateway the pod of its gateway
 * @param claims the claims of networks of that name, former ones included
 * @param elsewhere UIDs of pods that name another network
 * @param lapsed UIDs of claims that nobody keeps any more
 * @param namespaces labels of namespaces, by name
 * @param avoid addresses that were free a moment ago: other pods may still send there
 */
public record MembershipInput(
    NetworkKey key,
    Optional<NetworkInForce> network,
    List<MemberPod> pods,
    Optional<MemberPod> gateway,
    List<AddressClaim> claims,
    Set<String> elsewhere,
    Set<String> lapsed,
    Map<String, Map<String, String>> namespaces,
    Set<String> avoid) {}
