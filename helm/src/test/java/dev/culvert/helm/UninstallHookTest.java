package dev.culvert.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UninstallHookTest {
  private static final String HOOK = "helm.sh/hook";

  @Test
  void everythingThatTheCheckNeeds_isAHook_andNothingElseIs() {
    assertThat(Chart.render("uninstall: {force: true}").all())
        .allSatisfy(manifest ->
            assertThat(manifest.annotation(HOOK))
                .as(manifest.id())
                .isEqualTo(manifest.name().startsWith("culvert-uninstall") ? "pre-delete" : ""));
  }

  @Test
  void permissions_areThereBeforeTheCheckRuns() {
    Manifests manifests = Chart.render("");
    int job = weight(manifests.uninstallCheck());

    assertThat(hooks(manifests))
        .filteredOn(manifest -> !manifest.kind().equals("Job"))
        .hasSize(7)
        .allSatisfy(manifest -> assertThat(weight(manifest)).isLessThan(job));
  }

  @Test
  void nothingOfTheCheckStays_exceptARefusalsJobUntilTheNextTry() {
    assertThat(hooks(Chart.render("")))
        .extracting(manifest -> manifest.annotation("helm.sh/hook-delete-policy"))
        .containsOnly("before-hook-creation,hook-succeeded");
  }

  @Test
  void refusal_isShownByHelm_andNotTriedAgain() {
    Manifest job = Chart.render("").uninstallCheck();

    assertThat(job.annotation("helm.sh/hook-output-log-policy")).isEqualTo("hook-failed");
    assertThat(job.tree().at("/spec/backoffLimit").asInt(-1)).isZero();
    assertThat(job.container().path("args")).hasToString("[\"uninstall-check\"]");
  }

  @Test
  void force_isOffUnlessSet() {
    assertThat(Chart.render("").uninstallCheck().environment("CULVERT_UNINSTALL_FORCE"))
        .isEqualTo("false");
    assertThat(
            Chart.render("uninstall: {force: true}")
                .uninstallCheck()
                .environment("CULVERT_UNINSTALL_FORCE"))
        .isEqualTo("true");
  }

  @Test
  void check_asksHelm_unlessItIsToldNotTo() {
    assertThat(Chart.render("").uninstallCheck().environment("CULVERT_UNINSTALL_CHECK"))
        .isEqualTo("Auto");
    assertThat(
            Chart.render("uninstall: {check: Always}")
                .uninstallCheck()
                .environment("CULVERT_UNINSTALL_CHECK"))
        .isEqualTo("Always");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"Off\"", "Off"})
  void checkThatIsOff_leavesNothingOfItself(String off) {
    assertThat(Chart.render("uninstall: {check: %s}".formatted(off)).all())
        .isNotEmpty()
        .allSatisfy(manifest -> assertThat(manifest.text()).doesNotContain("uninstall"))
        .allSatisfy(manifest -> assertThat(manifest.annotation(HOOK)).isEmpty());
  }

  @Test
  void checkThatIsOff_cannotReleaseNetworks() {
    assertThatThrownBy(() -> Chart.render("uninstall: {check: Off, force: true}"))
        .hasMessageContaining("nothing would release the networks; set uninstall.check=Auto");
  }

  @Test
  void renderedByHelmTemplate_itIsTheJobThatHelmMade() {
    assertThat(Chart.render("").uninstallCheck().text())
        .as("differs from revision to revision, and Jobs cannot be changed")
        .doesNotContain("REVISION");
  }

  @Test
  void refusedUninstallsJob_staysForAsLongAsHelmsRecordCounts() {
    assertThat(Chart.render("").uninstallCheck().tree().at("/spec/ttlSecondsAfterFinished").asInt())
        .isGreaterThan(180);
  }

  private static List<Manifest> hooks(Manifests manifests) {
    return manifests.all().stream()
        .filter(manifest -> !manifest.annotation(HOOK).isEmpty())
        .toList();
  }

  private static int weight(Manifest manifest) {
    return Integer.parseInt(manifest.annotation("helm.sh/hook-weight"));
  }
}
