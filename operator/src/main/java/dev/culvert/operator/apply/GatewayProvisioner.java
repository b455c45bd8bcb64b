package dev.culvert.operator.apply;

import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.gateway.contract.GatewayConfig;
import dev.culvert.operator.catalog.Catalog;
import dev.culvert.operator.gateway.GatewayObjects;
import dev.culvert.operator.gateway.GatewaySettings;
import dev.culvert.operator.pki.CertificateAuthority;
import dev.culvert.operator.pki.GatewayTls;
import dev.culvert.operator.plan.GatewayWish;
import dev.culvert.operator.plan.Names;
import dev.culvert.operator.plan.NetworkKey;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Writes and deletes the Kubernetes objects of gateways. */
public final class GatewayProvisioner {
  private final KubernetesClient client;
  private final ServerSideApply apply;
  private final Catalog catalog;
  private final DocumentStore documents;
  private final CertificateAuthority authority;
  private final GatewaySettings settings;
  private final RolloutGate rollouts;
  private final Clock clock;
  private final Map<String, Judgement> judgements = new ConcurrentHashMap<>();

  /** Whether a wish would replace the pod of a Deployment as it was then. */
  private record Judgement(
      String uid, @Nullable Long generation, Deployment wish, boolean replaces) {
    boolean isOf(Deployment present, Deployment newWish) {
      ObjectMeta meta = present.getMetadata();
      return uid.equals(meta.getUid())
          && Objects.equals(generation, meta.getGeneration())
          && wish.equals(newWish);
    }
  }

  /** Provisions through the given client. */
  public GatewayProvisioner(
      KubernetesClient client,
      ServerSideApply apply,
      Catalog catalog,
      CertificateAuthority authority,
      GatewaySettings settings,
      RolloutGate rollouts,
      Clock clock) {
    this.client = client;
    this.apply = apply;
    this.catalog = catalog;
    this.documents = new DocumentStore(client, catalog);
    this.authority = authority;
    this.settings = settings;
    this.rollouts = rollouts;
    this.clock = clock;
  }

  /**
   * The gateway's address first, since the other side needs it; then what the pod mounts; the pod
   * last.
   *
   * @param reported the highest revision the gateway says it holds
   * @return the stored document
   */
  public GatewayConfig provision(
      VirtualNetwork network, GatewayWish wish, GatewayConfig config, long reported) {
    GatewayObjects objects = objects(network);
    catalog
        .gateways()
        .wrote(apply.apply(objects.service(), catalog.gateways().service(wish.name())));
    exposure(objects, wish);
    certificate(objects, wish.name());
    GatewayConfig stored = documents.store(objects, wish.gateway(), config, reported);
    apply.apply(objects.networkPolicy(), catalog.gateways().networkPolicy(wish.name()));
    deploy(objects.deployment(wish, network.getSpec().location()));
    return stored;
  }

  /** A change that replaces the pod waits for its turn. What does so, the API server knows. */
  private void deploy(Deployment wish) {
    String gateway = wish.getMetadata().getName();
    Optional<Deployment> present = catalog.gateways().deployment(gateway);
    if (present.isEmpty()
        || !apply.isDue(wish, present.get())
        || !replacesThePod(present.get(), wish)) {
      rollouts.keeps(gateway);
      apply.apply(wish, present);
    } else if (rollouts.mayReplace(present.get())) {
      try {
        rollouts.replaced(present.get(), apply.apply(wish, present));
      } catch (RuntimeException e) {
        rollouts.refused(gateway);
        throw e;
      }
    }
  }

  /** Asked once of each wish and each state of the Deployment: who waits is looked at often. */
  private boolean replacesThePod(Deployment present, Deployment wish) {
    ObjectMeta meta = present.getMetadata();
    var judged = judgements.get(meta.getName());
    if (judged == null || !judged.isOf(present, wish)) {
      boolean replaces =
          !present.getSpec().getTemplate().equals(apply.dryRun(wish).getSpec().getTemplate());
      judged = new Judgement(meta.getUid(), meta.getGeneration(), wish, replaces);
      judgements.put(meta.getName(), judged);
    }
    return judged.replaces();
  }

  /** Deletes everything of the gateway of the network with the given UID; whether there was any. */
  public boolean remove(String networkUid) {
    String gateway = Names.gateway(networkUid);
    boolean existed =
        catalog.gateways().deployment(gateway).isPresent()
            || catalog.gateways().service(gateway).isPresent()
            || catalog.gateways().publicService(gateway).isPresent()
            || catalog.gateways().networkPolicy(gateway).isPresent()
            || catalog.gateways().secret(Names.configSecret(gateway)).isPresent()
            || catalog.gateways().secret(Names.tlsSecret(gateway)).isPresent();
    if (!existed) {
      return false;
    }
    Map<String, String> labels = Map.of(GatewayObjects.GATEWAY_LABEL, gateway);
    String namespace = settings.namespace();
    client.apps().deployments().inNamespace(namespace).withLabels(labels).delete();
    client.services().inNamespace(namespace).withLabels(labels).delete();
    client.network().v1().networkPolicies().inNamespace(namespace).withLabels(labels).delete();
    client.secrets().inNamespace(namespace).withLabels(labels).delete();
    judgements.remove(gateway);
    apply.forget(Set.of(gateway, Names.publicService(gateway), Names.tlsSecret(gateway)));
    return true;
  }

  private GatewayObjects objects(VirtualNetwork network) {
    return new GatewayObjects(settings, NetworkKey.of(network), network.getMetadata().getUid());
  }

  /** The Service for peers outside, as long as the exposure has one. */
  private void exposure(GatewayObjects objects, GatewayWish wish) {
    Optional<Service> present = catalog.gateways().publicService(wish.name());
    objects
        .publicService(wish)
        .ifPresentOrElse(
            wanted -> catalog.gateways().wrote(apply.apply(wanted, present)),
            () ->
                present
                    .filter(service -> !service.isMarkedForDeletion())
                    .ifPresent(service -> {
                      client.resource(service).delete();
                      apply.forget(Set.of(service.getMetadata().getName()));
                    }));
  }

  private void certificate(GatewayObjects objects, String gateway) {
    Optional<Secret> present = catalog.gateways().secret(Names.tlsSecret(gateway));
    Map<String, String> data = present.map(Secret::getData).orElse(null);
    Map<String, String> wanted = GatewayTls.keepOrIssue(data, gateway, authority, clock.instant());
    if (!Objects.equals(data, wanted)) {
      Secret secret =
          new SecretBuilder()
              .withMetadata(objects.metadata(Names.tlsSecret(gateway)))
              .withType("kubernetes.io/tls")
              .withData(wanted)
              .build();
      catalog.gateways().wrote(apply.apply(secret, present));
    }
  }
}
