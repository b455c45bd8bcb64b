package dev.culvert.operator.apply;

import dev.culvert.crds.v1alpha1.Gateway;
import dev.culvert.gateway.contract.GatewayConfig;
import dev.culvert.operator.catalog.Catalog;
import dev.culvert.operator.gateway.GatewayDocument;
import dev.culvert.operator.gateway.GatewayObjects;
import dev.culvert.operator.plan.Carried;
import dev.culvert.operator.plan.Names;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores gateways' documents, each with its counter, before they are pushed. A write carries the
 * version it is based on, so that a deposed leader fails here and nowhere later.
 */
public final class DocumentStore {
  private static final Logger LOG = LoggerFactory.getLogger(DocumentStore.class);

  private final KubernetesClient client;
  private final Catalog catalog;

  /** Stores through the given client. */
  public DocumentStore(KubernetesClient client, Catalog catalog) {
    this.client = client;
    this.catalog = catalog;
  }

  /**
   * Stores the wish, unless it is stored already.
   *
   * @param reported the highest revision the gateway says it holds in the present epoch; the stored
   *     one is made higher if it is not as high
   * @return the stored document with its epoch and revision
   * @throws KubernetesClientException on conflict: somebody else stored something since; reconcile
   *     again
   */
  public GatewayConfig store(
      GatewayObjects objects, Gateway gateway, GatewayConfig wish, long reported) {
    Optional<Secret> present = catalog.gateways().secret(Names.configSecret(wish.gateway()));
    if (present.isEmpty()) {
      try {
        Secret created =
            client.resource(GatewayDocument.secret(objects, gateway, wish.at(null, 1))).create();
        catalog.gateways().wrote(created);
        return wish.at(created.getMetadata().getUid(), 1);
      } catch (KubernetesClientException e) {
        present = Optional.of(withoutLabels(objects, wish.gateway(), e));
      }
    }
    String epoch = present.get().getMetadata().getUid();
    Optional<Carried> carried = GatewayDocument.carried(present.get(), Optional.empty());
    long stored = carried.map(c -> c.config().revision()).orElse(0L);
    boolean same =
        carried
            .filter(c -> c.config().wishesTheSameAs(wish) && c.gateway().equals(gateway))
            .isPresent();
    if (same && stored >= reported && isLabelled(present.get())) {
      return wish.at(epoch, stored);
    }
    GatewayConfig next = wish.at(epoch, Math.max(stored, reported) + 1);
    Secret changed =
        new SecretBuilder(GatewayDocument.secret(objects, gateway, next))
            .editMetadata()
            .withResourceVersion(present.get().getMetadata().getResourceVersion())
            .endMetadata()
            .build();
    catalog.gateways().wrote(client.resource(changed).update());
    return next;
  }

  /**
   * The document's Secret where somebody has taken its labels, by which the catalog would see it.
   *
   * @param refusal of the API server to create it
   */
  private Secret withoutLabels(
      GatewayObjects objects, String gateway, KubernetesClientException refusal) {
    Secret wish =
        new SecretBuilder().withMetadata(objects.metadata(Names.configSecret(gateway))).build();
    Secret found =
        refusal.getCode() == HttpURLConnection.HTTP_CONFLICT ? client.resource(wish).get() : null;
    if (found == null || isLabelled(found) || isOfAnother(found, wish)) {
      throw refusal;
    }
    LOG.warn("the Secret {} has lost its labels, which are set again", Names.configSecret(gateway));
    return found;
  }

  private static boolean isLabelled(Secret secret) {
    Map<String, String> labels = secret.getMetadata().getLabels();
    return labels != null && labels.containsKey(GatewayObjects.GATEWAY_LABEL);
  }

  private static boolean isOfAnother(Secret secret, Secret wish) {
    String uid = networkUid(secret);
    return uid != null && !uid.equals(networkUid(wish));
  }

  private static @Nullable String networkUid(Secret secret) {
    Map<String, String> annotations = secret.getMetadata().getAnnotations();
    return annotations == null ? null : annotations.get(GatewayObjects.NETWORK_UID_ANNOTATION);
  }
}
