package dev.culvert.operator.plan;

import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.crds.v1alpha1.SharedKeyRef;
import dev.culvert.gateway.contract.SharedKey;
import dev.culvert.gateway.contract.TunnelConfig.KeyConfig;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The key of a link: given on both sides, or generated where neither gives one (rule 9).
 *
 * @param keys the keys to tell charon, absent while there are none
 * @param generated the key to be generated
 * @param fault why there is none that can be used
 * @param warnings what is wrong with one that can be used all the same
 */
record LinkKey(
    Optional<List<KeyConfig>> keys,
    Optional<ConnectionPlan.GeneratedKey> generated,
    Optional<Finding> fault,
    List<Finding> warnings) {

  static LinkKey of(
      GatewayConnection connection, GatewayConnection counterpart, NetworkInput input) {
    SharedKeyRef own = connection.getSpec().sharedKey();
    SharedKeyRef others = counterpart.getSpec().sharedKey();
    if (own == null && others == null) {
      return generated(connection, counterpart, input);
    }
    if (own == null) {
      return missing(
          "The other side of the link has a shared key, this one has none; give the same key here in"
              + " spec.sharedKey, or agree to give none on both sides.");
    }
    GivenKey given =
        GivenKey.read(own.secretRef(), connection.getMetadata().getNamespace(), input.keySecrets());
    if (given.fault().isPresent()) {
      return new LinkKey(Optional.empty(), Optional.empty(), given.fault(), List.of());
    }
    if (others == null) {
      return missing(
          "This side of the link has a shared key, the other one has none; the other side has to give"
              + " the same key, or this one none.");
    }
    return new LinkKey(
        given.key().map(key -> List.of(new KeyConfig(GivenKey.ID, key))),
        Optional.empty(),
        Optional.empty(),
        given.warnings());
  }

  private static LinkKey generated(
      GatewayConnection connection, GatewayConnection counterpart, NetworkInput input) {
    String uid = connection.getMetadata().getUid();
    String peerUid = counterpart.getMetadata().getUid();
    String secret = Names.linkSecret(uid, peerUid);
    Optional<SharedKey> key = Optional.ofNullable(input.linkKeys().get(secret));
    return new LinkKey(
        key.map(k -> List.of(new KeyConfig("generated", k))),
        Optional.of(
            new ConnectionPlan.GeneratedKey(secret, Stream.of(uid, peerUid).sorted().toList())),
        Optional.empty(),
        List.of());
  }

  private static LinkKey missing(String message) {
    return new LinkKey(
        Optional.empty(),
        Optional.empty(),
        Optional.of(new Finding(Reasons.SHARED_KEY_MISSING, message)),
        List.of());
  }
}
