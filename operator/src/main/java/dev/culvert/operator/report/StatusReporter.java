package dev.culvert.operator.report;

import dev.culvert.crds.v1alpha1.ChildSa;
import dev.culvert.crds.v1alpha1.Condition;
import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.crds.v1alpha1.GatewayConnectionStatus;
import dev.culvert.crds.v1alpha1.LocalNetworkSite;
import dev.culvert.crds.v1alpha1.LocalNetworkSiteStatus;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.crds.v1alpha1.VirtualNetworkStatus;
import dev.culvert.operator.apply.ServerSideApply;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes statuses that say something new. Remembers what it wrote until the caches show it, so that
 * a status is never computed from an older one; counters alone are written now and then.
 */
public final class StatusReporter {
  /** How often growing counters alone are worth a write. */
  public static final Duration COUNTER_INTERVAL = Duration.ofSeconds(30);

  private final ServerSideApply apply;
  private final Announcer announcer;
  private final Clock clock;
  private final Map<String, Written> written = new ConcurrentHashMap<>();

  private record Written(Object status, String basedOn, Instant time) {}

  /** Writes by the given hands. */
  public StatusReporter(ServerSideApply apply, Announcer announcer, Clock clock) {
    this.apply = apply;
    this.announcer = announcer;
    this.clock = clock;
  }

  /** Lays over the network's status what was written since the caches saw it. */
  public void refresh(VirtualNetwork network) {
    newest(network, VirtualNetworkStatus.class).ifPresent(network::setStatus);
  }

  /** Lays over the connection's status what was written since the caches saw it. */
  public void refresh(GatewayConnection connection) {
    newest(connection, GatewayConnectionStatus.class).ifPresent(connection::setStatus);
  }

  /** Lays over the site's status what was written since the caches saw it. */
  public void refresh(LocalNetworkSite site) {
    newest(site, LocalNetworkSiteStatus.class).ifPresent(site::setStatus);
  }

  /** Writes the status if it differs from the site's. */
  public void report(LocalNetworkSite site, LocalNetworkSiteStatus wanted) {
    if (wanted.equals(site.getStatus())) {
      return;
    }
    var patch = new LocalNetworkSite();
    patch.setStatus(wanted);
    write(
        site,
        patch,
        site.getStatus() == null ? List.of() : site.getStatus().conditions(),
        wanted.conditions());
  }

  /** Writes the status if it differs from the network's. */
  public void report(VirtualNetwork network, VirtualNetworkStatus wanted) {
    if (wanted.equals(network.getStatus())) {
      return;
    }
    var patch = new VirtualNetwork();
    patch.setStatus(wanted);
    write(
        network,
        patch,
        network.getStatus() == null ? List.of() : network.getStatus().conditions(),
        wanted.conditions());
  }

  /** Writes the status if it differs from the connection's in more than fresh counters. */
  public void report(GatewayConnection connection, GatewayConnectionStatus wanted) {
    GatewayConnectionStatus present = connection.getStatus();
    if (wanted.equals(present)) {
      return;
    }
    if (present != null && withoutCounters(wanted).equals(withoutCounters(present))) {
      Written last = written.get(connection.getMetadata().getUid());
      if (last != null && clock.instant().isBefore(last.time().plus(COUNTER_INTERVAL))) {
        return;
      }
    }
    var patch = new GatewayConnection();
    patch.setStatus(wanted);
    write(
        connection, patch, present == null ? List.of() : present.conditions(), wanted.conditions());
  }

  /** Forgets the objects that are gone: all but those of the given UIDs. */
  public void forgetAllBut(Set<String> uids) {
    written.keySet().retainAll(uids);
  }

  private void write(
      CustomResource<?, ?> object,
      CustomResource<?, ?> patch,
      List<Condition> before,
      List<Condition> after) {
    ObjectMeta meta = object.getMetadata();
    patch.setMetadata(
        new ObjectMetaBuilder()
            .withName(meta.getName())
            .withNamespace(meta.getNamespace())
            .withUid(meta.getUid())
            .build());
    apply.applyStatus(patch);
    written.put(
        meta.getUid(), new Written(patch.getStatus(), meta.getResourceVersion(), clock.instant()));
    announcer.announce(object, before, after);
  }

  /** What was written on the version the cache still shows. */
  private <S> Optional<S> newest(CustomResource<?, S> object, Class<S> type) {
    return Optional.ofNullable(written.get(object.getMetadata().getUid()))
        .filter(w -> w.basedOn().equals(object.getMetadata().getResourceVersion()))
        .map(w -> type.cast(w.status()));
  }

  private static GatewayConnectionStatus withoutCounters(GatewayConnectionStatus s) {
    return new GatewayConnectionStatus(
        s.state(),
        s.observedGeneration(),
        s.conditions(),
        s.local(),
        s.remote(),
        s.childSas().stream()
            .map(c ->
                new ChildSa(
                    c.name(),
                    c.spiIn(),
                    c.spiOut(),
                    c.localPrefixes(),
                    c.remotePrefixes(),
                    null,
                    null))
            .toList(),
        s.childSaCount(),
        null,
        null,
        s.lastConnectionEstablished(),
        s.lastEvent());
  }
}
