package dev.culvert.operator.report;

import dev.culvert.crds.v1alpha1.Condition;
import dev.culvert.operator.plan.Finding;
import dev.culvert.operator.plan.Names;
import dev.culvert.operator.status.Conditions;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Announces by Kubernetes Events that an object became ready, or why it is not. */
public final class Announcer {
  private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);
  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  /** Bytes of UTF-8; Kubernetes takes 1,024. */
  private static final int LONGEST_NOTE = 1000;

  private final KubernetesClient client;
  private final String reporter;
  private final Clock clock;

  /**
   * @param reporter the name of this operator's pod
   */
  public Announcer(KubernetesClient client, String reporter, Clock clock) {
    this.client = client;
    this.reporter = reporter;
    this.clock = clock;
  }

  /** Announces the change of the Ready condition, if it changed in status or reason. */
  public void announce(HasMetadata object, List<Condition> before, List<Condition> after) {
    Optional<Condition> now = ready(after);
    Optional<Condition> then = ready(before);
    if (now.isEmpty()
        || then.filter(
                c -> c.status().equals(now.get().status()) && c.reason().equals(now.get().reason()))
            .isPresent()) {
      return;
    }
    Condition ready = now.get();
    create(
        new EventBuilder()
            .withNewMetadata()
            .withGenerateName("culvert-")
            .withNamespace(object.getMetadata().getNamespace())
            .endMetadata()
            .withType(isWorse(then, after) ? "Warning" : "Normal"),
        new Finding(ready.reason(), ready.message()),
        new ObjectReferenceBuilder()
            .withApiVersion(object.getApiVersion())
            .withKind(object.getKind())
            .withNamespace(object.getMetadata().getNamespace())
            .withName(object.getMetadata().getName())
            .withUid(object.getMetadata().getUid())
            .build());
  }

  /** Warns of what was found about the object; the same words are there once. */
  public void warn(ObjectReference object, Finding why) {
    create(
        new EventBuilder()
            .withNewMetadata()
            .withName(Names.event(object.getUid(), why))
            .withNamespace(object.getNamespace())
            .endMetadata()
            .withType("Warning"),
        why,
        object);
  }

  private void create(EventBuilder event, Finding why, ObjectReference object) {
    String note = why.message();
    try {
      client
          .resource(
              event
                  .withReason(why.reason())
                  .withNote(shortened(note))
                  .withAction("Reconcile")
                  .withReportingController("culvert.dev/operator")
                  .withReportingInstance(reporter)
                  .withEventTime(new MicroTime(MICROSECONDS.format(clock.instant())))
                  .withRegarding(object)
                  .build())
          .create();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return; // It is there already.
      }
      // A lost announcement is no reason to reconcile again: the status says the same.
      LOG.warn(
          "no Event for {} {}/{}: {}",
          object.getKind(),
          object.getNamespace(),
          object.getName(),
          e.getMessage());
    }
  }

  private static String shortened(String note) {
    byte[] bytes = note.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= LONGEST_NOTE) {
      return note;
    }
    String cut = new String(bytes, 0, LONGEST_NOTE, StandardCharsets.UTF_8);
    return cut.endsWith("\uFFFD") ? cut.substring(0, cut.length() - 1) : cut;
  }

  /** A warning is what a person should look at: something was lost, or waits for them. */
  private static boolean isWorse(Optional<Condition> then, List<Condition> after) {
    boolean wasReady = then.filter(c -> c.status().equals("True")).isPresent();
    boolean isReady = ready(after).filter(c -> c.status().equals("True")).isPresent();
    boolean stalled =
        after.stream()
            .anyMatch(c -> c.type().equals(Conditions.STALLED) && c.status().equals("True"));
    return stalled || (wasReady && !isReady);
  }

  private static Optional<Condition> ready(List<Condition> conditions) {
    return conditions.stream().filter(c -> c.type().equals(Conditions.READY)).findFirst();
  }
}
