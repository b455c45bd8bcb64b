package dev.culvert.e2e.member;

import dev.culvert.crds.v1alpha1.AddressClaim;
import dev.culvert.crds.v1alpha1.AddressHolder;
import dev.culvert.e2e.cluster.TestCluster;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The addresses in use in the networks of a namespace.
 *
 * @param cluster where it is
 * @param namespace the networks' namespace
 */
record Claims(TestCluster cluster, String namespace) {

  /** All of them. */
  List<AddressClaim> all() {
    return cluster.client().resources(AddressClaim.class).inNamespace(namespace).list().getItems();
  }

  /** The address that the pod of that name and of any namespace has. */
  Optional<String> of(String pod) {
    return all().stream()
        .filter(claim -> claim.getSpec().holder() != null)
        .filter(claim -> claim.getSpec().holder().name().equals(pod))
        .map(claim -> claim.getSpec().address())
        .findFirst();
  }

  /** Those taken from a subnet, in the order they were given in where that can be told. */
  List<String> in(String subnet) {
    return all().stream()
        .filter(claim -> claim.getSpec().subnet().equals(subnet))
        .map(claim -> claim.getSpec().address())
        .toList();
  }

  /** Whether a claim of theirs names a pod with one of these UIDs. */
  boolean areOfAny(Collection<String> uids) {
    return all().stream()
        .map(claim -> claim.getSpec().holder())
        .filter(Objects::nonNull)
        .map(AddressHolder::uid)
        .anyMatch(uids::contains);
  }
}
