package dev.culvert.operator.plan;

import dev.culvert.crds.v1alpha1.ConnectionMode;
import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.gateway.contract.TunnelConfig;
import dev.culvert.gateway.contract.TunnelConfig.ChildConfig;
import dev.culvert.gateway.contract.TunnelConfig.Initiation;
import dev.culvert.gateway.contract.TunnelConfig.KeyConfig;
import java.util.List;
import java.util.Optional;

/**
 * One side's tunnel of a link in the gateway's words.
 *
 * @param connection this side's connection
 * @param counterpart the other side's
 */
record LinkTunnel(GatewayConnection connection, GatewayConnection counterpart) {

  /** The tunnel, once everything for it is known. */
  Optional<TunnelConfig> render(
      Optional<List<String>> addresses,
      Optional<List<KeyConfig>> keys,
      Optional<Long> formerGeneration,
      Optional<List<ChildConfig>> children) {
    if (addresses.isEmpty() || keys.isEmpty() || children.isEmpty()) {
      return Optional.empty();
    }
    String uid = connection.getMetadata().getUid();
    return Optional.of(
        new TunnelConfig(
            uid,
            NetworkKey.of(connection).toString(),
            formerGeneration.orElse(connection.getMetadata().getGeneration()),
            Names.linkIdentity(uid),
            Names.linkIdentity(counterpart.getMetadata().getUid()),
            2,
            null,
            addresses.get(),
            IkePorts.IKE,
            keys.get(),
            LinkProposals.IKE,
            LinkProposals.ESP,
            LinkProposals.DPD_SECONDS,
            LinkProposals.IKE_REKEY_SECONDS,
            LinkProposals.CHILD_REKEY_SECONDS,
            initiation(),
            mode(connection) != ConnectionMode.INITIATOR_ONLY,
            false,
            children.get()));
  }

  /** The lower id starts at once, where the modes leave it open. */
  private Initiation initiation() {
    ConnectionMode own = mode(connection);
    ConnectionMode others = mode(counterpart);
    if (own == ConnectionMode.RESPONDER_ONLY || others == ConnectionMode.INITIATOR_ONLY) {
      return Initiation.NEVER;
    }
    boolean alone = own == ConnectionMode.INITIATOR_ONLY || others == ConnectionMode.RESPONDER_ONLY;
    boolean lower =
        connection.getMetadata().getUid().compareTo(counterpart.getMetadata().getUid()) < 0;
    return alone || lower ? Initiation.AT_ONCE : Initiation.AFTER_DELAY;
  }

  /** The connection's mode as it is understood. */
  static ConnectionMode mode(GatewayConnection connection) {
    ConnectionMode mode = connection.getSpec().mode();
    return mode == null || mode == ConnectionMode.UNKNOWN ? ConnectionMode.DEFAULT : mode;
  }
}
