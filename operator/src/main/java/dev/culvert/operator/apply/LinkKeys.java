package dev.culvert.operator.apply;

import dev.culvert.gateway.contract.SharedKey;
import dev.culvert.operator.catalog.Catalog;
import dev.culvert.operator.catalog.ObjectCache;
import dev.culvert.operator.gateway.LinkSecret;
import dev.culvert.operator.plan.ConnectionPlan;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The generated keys of links: 256 bits each, in Secrets of the operator's namespace, made when
 * both sides have consented and gone with either side.
 */
public final class LinkKeys {
  private static final int KEY_BYTES = 32;

  private final KubernetesClient client;
  private final String namespace;
  private final ObjectCache<Secret> secrets;
  private final SecureRandom random = new SecureRandom();

  /** Keeps keys in the given namespace. */
  public LinkKeys(KubernetesClient client, String namespace, Catalog catalog) {
    this.client = client;
    this.namespace = namespace;
    this.secrets = catalog.linkSecrets();
  }

  /** Makes the link's key where there is none; whether it made, or found, something new. */
  public boolean ensure(ConnectionPlan.GeneratedKey link) {
    if (secrets.get(namespace, link.secret()).flatMap(LinkSecret::read).isPresent()) {
      return false;
    }
    byte[] bytes = new byte[KEY_BYTES];
    random.nextBytes(bytes);
    SharedKey key = SharedKey.of(HexFormat.of().formatHex(bytes));
    Secret wanted = LinkSecret.secret(namespace, link, key);
    try {
      secrets.put(create(wanted));
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      secrets.put(present(wanted));
    }
    return true;
  }

  private Secret create(Secret wanted) {
    return client.secrets().inNamespace(namespace).resource(wanted).create();
  }

  /** What somebody else made; without a key in it, it makes room for the wanted one. */
  private Secret present(Secret wanted) {
    Secret present =
        client.secrets().inNamespace(namespace).withName(wanted.getMetadata().getName()).require();
    if (LinkSecret.read(present).isPresent()) {
      return present;
    }
    client.resource(present).delete();
    return create(wanted);
  }

  /**
   * Deletes the keys of links one of whose connections is not there.
   *
   * @param connectionUids the UIDs of those that are, asked for once the keys have been looked at:
   *     a link that is made meanwhile keeps its key
   */
  public void deleteAllBut(Supplier<List<String>> connectionUids) {
    List<Secret> keys = secrets.all().toList();
    Set<String> present = Set.copyOf(connectionUids.get());
    keys.stream()
        .filter(secret -> !present.containsAll(LinkSecret.connectionUids(secret)))
        .forEach(secret -> client.resource(secret).delete());
  }
}
