package dev.culvert.operator.pod;

import dev.culvert.crds.v1alpha1.AddressClaim;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Addresses that were free a moment ago: others still know who had them. */
final class FreedAddresses {
  private static final Duration REST = Duration.ofMinutes(1);

  private record Address(String networkUid, String address) {}

  private final Clock clock;
  private final Map<Address, Instant> freed = new ConcurrentHashMap<>();

  FreedAddresses(Clock clock) {
    this.clock = clock;
  }

  /** The claim is gone. */
  void add(AddressClaim claim) {
    freed.put(
        new Address(claim.getSpec().virtualNetworkUid(), claim.getSpec().address()),
        clock.instant());
  }

  /** Those of the network with the given UID. */
  Set<String> of(String networkUid) {
    Instant old = clock.instant().minus(REST);
    freed.values().removeIf(time -> time.isBefore(old));
    return freed.keySet().stream()
        .filter(address -> address.networkUid().equals(networkUid))
        .map(Address::address)
        .collect(Collectors.toSet());
  }
}
