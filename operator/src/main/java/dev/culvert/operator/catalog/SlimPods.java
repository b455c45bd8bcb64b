package dev.culvert.operator.catalog;

import dev.culvert.operator.membership.MemberPod;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Keeps of users' pods only what {@link MemberPod} reads: there may be thousands. */
final class SlimPods extends BasicItemStore<Pod> {
  private static final String DOMAIN = "culvert.dev/";

  SlimPods() {
    super(Cache::metaNamespaceKeyFunc);
  }

  @Override
  public @Nullable Pod put(String key, Pod pod) {
    return super.put(key, slim(pod));
  }

  /** The pod without what nobody here reads. */
  static Pod slim(Pod pod) {
    ObjectMeta meta = pod.getMetadata();
    PodStatus status = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
    List<PodCondition> conditions =
        status.getConditions().stream()
            .filter(condition -> MemberPod.ATTACHED.equals(condition.getType()))
            .toList();
    return new PodBuilder()
        .withMetadata(
            new ObjectMetaBuilder()
                .withNamespace(meta.getNamespace())
                .withName(meta.getName())
                .withUid(meta.getUid())
                .withResourceVersion(meta.getResourceVersion())
                .withCreationTimestamp(meta.getCreationTimestamp())
                .withDeletionTimestamp(meta.getDeletionTimestamp())
                .withLabels(ours(meta.getLabels()))
                .withAnnotations(ours(meta.getAnnotations()))
                .withOwnerReferences(meta.getOwnerReferences())
                .build())
        .withNewSpec()
        .withNodeName(pod.getSpec().getNodeName())
        .withHostNetwork(pod.getSpec().getHostNetwork())
        .withReadinessGates(pod.getSpec().getReadinessGates())
        .endSpec()
        .withNewStatus()
        .withPhase(status.getPhase())
        .withConditions(conditions)
        .endStatus()
        .build();
  }

  private static Map<String, String> ours(@Nullable Map<String, String> values) {
    return values == null
        ? Map.of()
        : values.entrySet().stream()
            .filter(entry -> entry.getKey().startsWith(DOMAIN))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
