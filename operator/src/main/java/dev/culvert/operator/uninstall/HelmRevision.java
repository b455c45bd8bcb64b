package dev.culvert.operator.uninstall;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What Helm has recorded of one revision of a release, in a Secret of type {@value #TYPE}.
 *
 * @param secret the Secret, as namespace/name
 * @param number the revision's number
 * @param status Helm's word for its state, such as {@code deployed} or {@code uninstalling}
 * @param modifiedAt the label of that name: a Unix time in seconds, by the clock of the machine
 *     that ran Helm; empty where Helm never changed the record
 * @param received when the API server last had it from Helm, by the API server's clock; empty where
 *     the client did not call itself Helm
 */
record HelmRevision(
    String secret, int number, String status, String modifiedAt, Optional<Instant> received) {

  /** The type of the Secrets that are records. */
  static final String TYPE = "helm.sh/release.v1";

  /** The newest revision, which is the one that Helm uninstalls; empty where there is none. */
  static Optional<HelmRevision> newest(List<Secret> records) {
    return records.stream()
        .filter(secret -> TYPE.equals(secret.getType()))
        .map(HelmRevision::of)
        .max(Comparator.comparingInt(HelmRevision::number));
  }

  /** {@link #modifiedAt} as a point in time; empty where the label is none. */
  Optional<Instant> modified() {
    try {
      return Optional.of(Instant.ofEpochSecond(Long.parseLong(modifiedAt)));
    } catch (NumberFormatException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private static HelmRevision of(Secret record) {
    Map<String, String> labels = record.getMetadata().getLabels();
    return new HelmRevision(
        ServedResources.name(record),
        number(labels.getOrDefault("version", "")),
        labels.getOrDefault("status", ""),
        labels.getOrDefault("modifiedAt", ""),
        record.getMetadata().getManagedFields().stream()
            .filter(entry -> isHelm(entry.getManager()))
            .map(ManagedFieldsEntry::getTime)
            .filter(Objects::nonNull)
            .map(Instant::parse)
            .max(Comparator.naturalOrder()));
  }

  /** Below every real one where it cannot be read. */
  private static int number(String version) {
    try {
      return Integer.parseInt(version);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static boolean isHelm(String manager) {
    return manager != null && manager.toLowerCase(Locale.ROOT).startsWith("helm");
  }
}
