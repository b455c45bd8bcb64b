package dev.culvert.operator.uninstall;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether Helm is uninstalling the release at this moment. The chart's hook is an ordinary Job for
 * whoever applies the chart as rendered manifests, and a refused uninstall leaves its status
 * behind.
 */
sealed interface HelmUninstall {

  /** How long Helm's record of an uninstall counts. */
  Duration FRESH = Duration.ofMinutes(3);

  /**
   * It is.
   *
   * @param revision the number of the revision that goes
   */
  record UnderWay(int revision) implements HelmUninstall {}

  /**
   * It is not.
   *
   * @param found what says so
   */
  record NotUnderWay(String found) implements HelmUninstall {}

  /**
   * Judges by Helm's newest record.
   *
   * @param installation what is to go
   * @param newest the record; empty where there is none
   * @param asked when the check was asked for, by the API server's clock
   */
  static HelmUninstall judge(
      Installation installation, Optional<HelmRevision> newest, Instant asked) {
    if (newest.isEmpty()) {
      return new NotUnderWay(
          "namespace %s has no Secret of type %s of release \"%s\""
              .formatted(
                  installation.operatorNamespace(), HelmRevision.TYPE, installation.release()));
    }
    HelmRevision revision = newest.get();
    if (!revision.status().equals("uninstalling")) {
      return new NotUnderWay(
          "Secret %s says status=%s; status=uninstalling is expected"
              .formatted(revision.secret(), revision.status()));
    }
    // Helm keeps the label of an uninstall that was refused, and its machine's clock may be wrong.
    if (Stream.of(revision.modified(), revision.received())
        .flatMap(Optional::stream)
        .anyMatch(time -> isFresh(time, asked))) {
      return new UnderWay(revision.number());
    }
    String dated =
        revision
            .modified()
            .map(Instant::toString)
            .orElse("\"%s\"".formatted(revision.modifiedAt()));
    return new NotUnderWay(
        "Secret %s says status=uninstalling since %s, and it is %s; less than three minutes are expected, so that uninstall was refused or broken off"
            .formatted(revision.secret(), dated, asked));
  }

  /** Clocks may differ either way. */
  private static boolean isFresh(Instant time, Instant asked) {
    return Duration.between(time, asked).abs().compareTo(FRESH) < 0;
  }
}
