package dev.culvert.operator.apply;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Applies objects as field manager {@code culvert}, and only when there is something to apply: when
 * the wish differs from the one applied last, or the object is not as this left it.
 */
public final class ServerSideApply {
  /** The field manager of everything the operator writes. */
  public static final String FIELD_MANAGER = "culvert";

  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(FIELD_MANAGER)
          .withForce(true)
          .build();

  private final KubernetesClient client;
  private final Map<Key, Applied> applied = new ConcurrentHashMap<>();

  private record Key(String kind, String name) {}

  private record Applied(String uid, Object stamp, String wish) {}

  /** Applies through the given client. */
  public ServerSideApply(KubernetesClient client) {
    this.client = client;
  }

  /**
   * Makes the object as wished.
   *
   * @param wish the whole wish
   * @param present the object as it is known, empty if it is not known to exist
   * @return the object as it is now
   */
  @SuppressWarnings("unchecked")
  public <T extends HasMetadata> T apply(T wish, Optional<T> present) {
    Key key = new Key(wish.getKind(), wish.getMetadata().getName());
    String text = Serialization.asJson(wish);
    if (present.isPresent()
        && Objects.equals(
            applied.get(key), new Applied(uid(present.get()), stamp(present.get()), text))) {
      return present.get();
    }
    T answer = (T) client.resource(wish).patch(APPLY, wish);
    applied.put(key, new Applied(uid(answer), stamp(answer), text));
    return answer;
  }

  /** Writes the status subresource: what the given object does not say is removed. */
  public void applyStatus(HasMetadata object) {
    client.resource(object).subresource("status").patch(APPLY, object);
  }

  /** Forgets what was applied under the given names, since it was deleted. */
  public void forget(Set<String> names) {
    applied.keySet().removeIf(key -> names.contains(key.name()));
  }

  private static String uid(HasMetadata object) {
    return object.getMetadata().getUid();
  }

  /** Changes when somebody changes the wish: the generation, or the version where there is none. */
  private static Object stamp(HasMetadata object) {
    Long generation = object.getMetadata().getGeneration();
    return generation == null ? object.getMetadata().getResourceVersion() : generation;
  }
}
