package dev.culvert.operator.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class ObjectCacheTest {
  private static final String NAMESPACE = "culvert-gateways";

  private final List<String> told = new CopyOnWriteArrayList<>();
  private KubernetesClient client;
  private ObjectCache<Secret> cache;

  @BeforeEach
  void makeCache() {
    cache =
        new ObjectCache<>(
            List.of(Feed.of(client.secrets().inNamespace(NAMESPACE).runnableInformer(0))),
            (before, after) -> !before.getType().equals(after.getType()),
            secret -> told.add(secret.getType()));
  }

  @AfterEach
  void stop() {
    cache.close();
  }

  @Test
  void ownWrite_isReadAtOnce() {
    Secret written = create("one");
    cache.put(written);
    assertThat(read()).contains(written);
    assertThat(cache.all()).containsExactly(written);
  }

  @Test
  void ownWrite_isReadInsteadOfWhatWasSeenBefore() {
    start();
    Secret written = newer(seen(create("one")));
    cache.put(written);
    assertThat(read()).contains(written);
    assertThat(cache.all()).containsExactly(written);
  }

  @Test
  void whatIsSeenLater_isReadInsteadOfOwnWrites() {
    start();
    cache.put(newer(seen(create("one"))));
    change("two");
    Secret latest = change("three");
    assertThat(seen(latest)).isEqualTo(latest);
    assertThat(cache.all()).containsExactly(latest);
  }

  @Test
  void answerThatComesLate_isNotRead() {
    start();
    Secret answer = create("one");
    Secret latest = seen(change("two"));
    cache.put(answer);
    assertThat(read()).contains(latest);
    assertThat(cache.all()).containsExactly(latest);
  }

  @Test
  void answerAboutAFormerObjectOfTheName_isNotRead() {
    start();
    Secret former = create("former");
    delete();
    Secret present = seen(create("one"));
    cache.put(former);
    assertThat(read()).contains(present);
  }

  @Test
  void answerThatComesAfterTheObjectWasSeenToGo_isNotRead() {
    start();
    Secret answer = newer(seen(create("one")));
    delete();
    await().until(() -> read().isEmpty());
    cache.put(answer);
    assertThat(read()).isEmpty();
    assertThat(cache.all()).isEmpty();
  }

  /** The informer has not seen the former one go yet. */
  @Test
  void nextObjectOfTheName_isReadAtOnce() {
    start();
    Secret former = seen(create("one"));
    cache.remove(former);
    Secret next = newer(former);
    next.getMetadata().setUid("next");
    cache.put(next);
    assertThat(read()).contains(next);
    assertThat(cache.all()).containsExactly(next);
  }

  @Test
  void whatWasNeverThere_needsNotGo() {
    cache.remove(
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(NAMESPACE)
            .withName("s")
            .endMetadata()
            .build());
    assertThat(read()).isEmpty();
  }

  @Test
  void deletedObject_isGone_thoughItWasJustWritten() {
    start();
    cache.put(newer(seen(create("one"))));
    client.secrets().inNamespace(NAMESPACE).withName("s").delete();
    await().until(() -> read().isEmpty());
    assertThat(cache.all()).isEmpty();
  }

  @Test
  void objectThisProcessDeleted_isGoneAtOnce_andItsNameIsFreeForAnother() {
    start();
    Secret deleted = seen(create("one"));
    cache.remove(deleted);
    assertThat(read()).isEmpty();
    assertThat(cache.all()).isEmpty();
    client.secrets().inNamespace(NAMESPACE).withName("s").delete();
    Secret another = create("two");
    cache.put(another);
    assertThat(read()).contains(another);
    assertThat(seen(another)).isEqualTo(another);
    assertThat(cache.all()).containsExactly(another);
  }

  @Test
  void everyComingAndGoing_isTold_andOfChangesThoseThatMatter() {
    start();
    create("one");
    client
        .secrets()
        .inNamespace(NAMESPACE)
        .withName("s")
        .edit(s -> new SecretBuilder(s).editMetadata().addToLabels("a", "b").endMetadata().build());
    change("two");
    client.secrets().inNamespace(NAMESPACE).withName("s").delete();
    await().untilAsserted(() -> assertThat(told).containsExactly("one", "two", "two"));
  }

  @Test
  void cacheThatIsStopped_doesNotWatch() {
    start();
    await().until(cache::isWatching);
    cache.close();
    assertThat(cache.isWatching()).isFalse();
  }

  private void start() {
    cache.start().join();
  }

  private Optional<Secret> read() {
    return cache.get(NAMESPACE, "s");
  }

  private Secret seen(Secret expected) {
    await().until(() -> read().filter(expected::equals).isPresent());
    return expected;
  }

  private Secret create(String type) {
    return client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName("s")
                .endMetadata()
                .withType(type)
                .build())
        .create();
  }

  private void delete() {
    client.secrets().inNamespace(NAMESPACE).withName("s").delete();
  }

  private Secret change(String type) {
    return client
        .secrets()
        .inNamespace(NAMESPACE)
        .withName("s")
        .edit(s -> new SecretBuilder(s).withType(type).build());
  }

  /** The object as the API server would answer to the next write of it. */
  private static Secret newer(Secret secret) {
    long version = Long.parseLong(secret.getMetadata().getResourceVersion());
    return new SecretBuilder(secret)
        .withType("written")
        .editMetadata()
        .withResourceVersion(String.valueOf(version + 1))
        .endMetadata()
        .build();
  }
}
