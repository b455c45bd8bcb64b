package dev.culvert.node.agent.report;

import dev.culvert.node.agent.cluster.Reason;
import dev.culvert.node.agent.plan.FilterBypass;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of a network plugin that goes around the node's packet filter, by an Event on the agent's
 * own pod: of Events the agent may create those of its own namespace alone, and an Event on a Node
 * would be in another. While the plugin is there the Event is there: Kubernetes drops Events after
 * an hour, and then it is made again.
 */
public final class BypassWatch implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(BypassWatch.class);
  private static final Duration PAUSE = Duration.ofSeconds(10);
  private static final Duration SAID_AGAIN = Duration.ofHours(1);
  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final String REASON = "NetfilterBypassed";

  private final Path devices;
  private final Supplier<KubernetesClient> client;
  private final Self self;
  private final InstantSource clock;
  private @Nullable FilterBypass said;
  private Instant saidAt = Instant.EPOCH;

  /**
   * The agent's own pod.
   *
   * @param node its node's name
   * @param namespace its namespace
   * @param pod its name; empty if the DaemonSet does not tell it, then the log alone has the
   *     warning
   * @param podUid its metadata.uid; empty likewise
   */
  public record Self(String node, String namespace, String pod, String podUid) {
    boolean isKnown() {
      return !pod.isEmpty() && !podUid.isEmpty();
    }
  }

  /**
   * @param devices {@code /proc/net/dev}
   * @param client the client to write by
   */
  public BypassWatch(
      Path devices, Supplier<KubernetesClient> client, Self self, InstantSource clock) {
    this.devices = devices;
    this.client = client;
    this.self = self;
    this.clock = clock;
  }

  @Override
  public void run() {
    try {
      while (true) {
        look();
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Looks once. */
  void look() {
    try {
      var found = FilterBypass.of(Files.readString(devices)).orElse(null);
      if (found == null) {
        said = null;
        return;
      }
      var now = clock.instant();
      boolean isNews = !found.equals(said);
      if (isNews || !saidAt.plus(SAID_AGAIN).isAfter(now)) {
        if (isNews) {
          LOG.warn("{}", note(found));
        }
        // Before it is written: what fails is told by the log, and tried again with the next hour.
        said = found;
        saidAt = now;
        create(found, now);
      }
    } catch (IOException e) {
      LOG.warn("{} cannot be read: {}", devices, e.getMessage());
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return; // It is there already.
      }
      LOG.warn("the Event {} is not written: {}", REASON, Reason.of(e));
      if (e.getCode() == 0) {
        saidAt = Instant.EPOCH; // The API server did not answer; it may next time.
      }
    }
  }

  private String note(FilterBypass found) {
    return "Node %s has the device %s of %s, which may carry pods' packets past the node's packet"
            .formatted(self.node(), found.device(), found.plugin())
        + " filter: then any pod can send frames into virtual networks of other nodes. Deny pods"
        + " the nodes' VXLAN port by the plugin's own policy; see docs/security.md.";
  }

  private void create(FilterBypass found, Instant now) {
    if (!self.isKnown()) {
      return;
    }
    var event = new LinkedHashMap<String, Object>();
    event.put("apiVersion", "events.k8s.io/v1");
    event.put("kind", HasMetadata.getKind(Event.class));
    // Device names have letters that names of objects have not.
    var name = self.pod() + "." + found.device().replace('_', '-');
    event.put("metadata", Map.of("namespace", self.namespace(), "name", name));
    event.put("eventTime", MICROSECONDS.format(now));
    event.put("type", "Warning");
    event.put("reason", REASON);
    event.put("action", BypassWatch.class.getSimpleName());
    event.put("note", note(found));
    event.put("reportingController", "culvert.dev/node-agent");
    event.put("reportingInstance", self.pod());
    event.put(
        "regarding",
        Map.of(
            "apiVersion", "v1",
            "kind", HasMetadata.getKind(Pod.class),
            "namespace", self.namespace(),
            "name", self.pod(),
            "uid", self.podUid()));
    client
        .get()
        .raw("/apis/events.k8s.io/v1/namespaces/" + self.namespace() + "/events", "POST", event);
  }
}
