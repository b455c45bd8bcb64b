package dev.culvert.operator.apply;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
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

  private static final PatchContext DRY_RUN =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(FIELD_MANAGER)
          .withForce(true)
          .withDryRun(List.of("All"))
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
    if (present.isPresent() && !isDue(wish, present.get())) {
      return present.get();
    }
    T answer = (T) client.resource(wish).patch(APPLY, wish);
    applied.put(key(wish), new Applied(uid(answer), stamp(answer), Serialization.asJson(wish)));
    return answer;
  }

  /**
   * Whether {@link #apply} would write.
   *
   * @param present the object as it is known
   */
  public <T extends HasMetadata> boolean isDue(T wish, T present) {
    return !new Applied(uid(present), stamp(present), Serialization.asJson(wish))
        .equals(applied.get(key(wish)));
  }

  /**
   * What {@link #apply} would make of the object, by the API server's own word; changes nothing.
   */
  @SuppressWarnings("unchecked")
  public <T extends HasMetadata> T dryRun(T wish) {
    return (T) client.resource(wish).patch(DRY_RUN, wish);
  }

  /** Writes the status subresource: what the given object does not say is removed. */
  public void applyStatus(HasMetadata object) {
    client.resource(object).subresource("status").patch(APPLY, object);
  }

  /** Forgets what was applied under the given names, since it was deleted. */
  public void forget(Set<String> names) {
    applied.keySet().removeIf(key -> names.contains(key.name()));
  }

  private static Key key(HasMetadata object) {
    return new Key(object.getKind(), object.getMetadata().getName());
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
