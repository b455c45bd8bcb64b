package dev.culvert.node.agent.report;

import dev.culvert.crds.v1alpha1.AddressClaim;
import dev.culvert.crds.v1alpha1.AddressClaimStatus;
import dev.culvert.node.agent.cluster.Reason;
import dev.culvert.node.agent.plan.Claim;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the status of claims, when it is not what it ought to be. */
public final class Reporter {
  private static final Logger LOG = LoggerFactory.getLogger(Reporter.class);
  private static final Duration AGAIN = Duration.ofSeconds(5);
  private static final PatchContext PATCH =
      new PatchContext.Builder()
          .withPatchType(PatchType.JSON_MERGE)
          .withFieldManager("culvert-node-agent")
          .build();

  private final Supplier<KubernetesClient> client;
  private final String node;
  private final Executor executor;
  private final InstantSource clock;
  private final Map<String, Written> written = new ConcurrentHashMap<>();

  /**
   * What was written and is not seen yet.
   *
   * @param isEnded false while it is being written
   */
  private record Written(AddressClaimStatus status, Instant time, boolean isEnded) {}

  /**
   * @param client the client to write by
   * @param node this node's name
   * @param executor runs what waits for the API server
   */
  public Reporter(
      Supplier<KubernetesClient> client, String node, Executor executor, InstantSource clock) {
    this.client = client;
    this.node = node;
    this.executor = executor;
    this.clock = clock;
  }

  /** Makes the statuses say what they ought to, sooner or later; to be called again and again. */
  public void tell(Map<Claim, Verdict> verdicts) {
    var now = clock.instant();
    var told = new HashSet<String>();
    verdicts.forEach((claim, verdict) -> {
      told.add(claim.key());
      var status = verdict.status(claim, node, now);
      if (isNews(status, claim, now)) {
        written.put(claim.key(), new Written(status, now, false));
        executor.execute(() -> write(claim, status));
      }
    });
    written
        .entrySet()
        .removeIf(entry -> entry.getValue().isEnded() && !told.contains(entry.getKey()));
  }

  private boolean isNews(AddressClaimStatus status, Claim claim, Instant now) {
    var last = written.get(claim.key());
    if (last != null && !last.isEnded()) {
      return false;
    }
    if (status.equals(claim.status())) {
      return false;
    }
    return last == null
        || !Verdict.sayTheSame(last.status(), status)
        || last.time().plus(AGAIN).isBefore(now)
        || last.time().isAfter(now); // The node's clock was set back.
  }

  private void write(Claim claim, AddressClaimStatus status) {
    try {
      // Only an object as patch is sent without asking for the present one first.
      var patch = new AddressClaim();
      patch.setMetadata(
          new ObjectMetaBuilder()
              .withNamespace(claim.namespace())
              .withName(claim.name())
              .withUid(claim.uid())
              .build());
      patch.setStatus(status);
      client.get().resource(patch).subresource("status").patch(PATCH, patch);
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        LOG.warn("the status of claim {} is not written: {}", claim.key(), Reason.of(e));
      }
    } finally {
      written.put(claim.key(), new Written(status, clock.instant(), true));
    }
  }
}
