package dev.culvert.node.agent.keeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.node.agent.plan.Claim;
import dev.culvert.node.agent.plan.Samples;
import dev.culvert.node.agent.pod.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NamespaceWorkTest {
  private static final String NETNS = "/run/netns/cni-4";
  private static final Task ATTACH = new Task(Samples.attachment(false), 17);
  private static final Task ON_ANOTHER_DEVICE = new Task(Samples.attachment(false), 18);
  private static final Claim CLAIM = Samples.claim(111, 4, "one");
  private static final Outcome.Failed FAILED = new Outcome.Failed("AttachFailed", "No.");

  private final List<Task> done = new ArrayList<>();
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private final Set<String> present = new HashSet<>(Set.of(NETNS));
  private final Set<String> held = new HashSet<>();
  private Outcome outcome = new Outcome.Attached();
  private Instant now = Instant.parse("2026-11-26T10:00:00Z");
  private final NamespaceWork work =
      new NamespaceWork(
          this::make, present::contains, held::contains, waiting::add, () -> now, () -> {});

  private Outcome make(String netns, Task task) {
    done.add(task);
    return outcome;
  }

  private void want(Task task) {
    work.want(Map.of(NETNS, task), Set.of(NETNS), vni -> false);
  }

  private void wantNothing(boolean isCertain) {
    work.want(Map.of(), Set.of(), vni -> isCertain);
  }

  private void runAll() {
    while (!waiting.isEmpty()) {
      waiting.remove().run();
    }
  }

  @Test
  void whatIsWanted_isDoneOnce() {
    want(ATTACH);
    want(ATTACH);
    runAll();
    want(ATTACH);
    runAll();

    assertThat(done).containsExactly(ATTACH);
    assertThat(work.state(NETNS).verdict(CLAIM, ATTACH).isAttached()).isTrue();
  }

  @Test
  void deviceMadeAnew_isReasonToAttachAgain() {
    want(ATTACH);
    runAll();
    want(ON_ANOTHER_DEVICE);
    assertThat(work.state(NETNS).verdict(CLAIM, ON_ANOTHER_DEVICE)).isNull();
    runAll();

    assertThat(done).containsExactly(ATTACH, ON_ANOTHER_DEVICE);
  }

  @Test
  void changeWhileAtWork_isDoneAfterwards() {
    want(ATTACH);
    want(ON_ANOTHER_DEVICE);
    runAll();
    want(ON_ANOTHER_DEVICE);
    runAll();

    assertThat(done).containsExactly(ATTACH, ON_ANOTHER_DEVICE);
  }

  @Test
  void failure_isSaid_andTriedAgain_lessAndLessOften() {
    outcome = FAILED;
    want(ATTACH);
    runAll();
    assertThat(work.state(NETNS).verdict(CLAIM, ATTACH).reason()).isEqualTo("AttachFailed");

    var times = new ArrayList<Duration>();
    var last = now;
    while (times.size() < 12) {
      now = work.due(Map.of(NETNS, ATTACH));
      times.add(Duration.between(last, now));
      last = now;
      want(ATTACH);
      runAll();
    }
    assertThat(done).hasSize(13);
    assertThat(times).isSorted().startsWith(Duration.ofMillis(200)).endsWith(Duration.ofSeconds(5));

    outcome = new Outcome.Attached();
    now = work.due(Map.of(NETNS, ATTACH));
    want(ATTACH);
    runAll();
    assertThat(work.state(NETNS).verdict(CLAIM, ATTACH).isAttached()).isTrue();
  }

  @Test
  void otherWish_isNotKeptWaitingByAFailure() {
    outcome = FAILED;
    want(ATTACH);
    runAll();
    want(ON_ANOTHER_DEVICE);
    runAll();

    assertThat(done).containsExactly(ATTACH, ON_ANOTHER_DEVICE);
  }

  @Test
  void whatIsDone_isVerifiedNowAndThen() {
    want(ATTACH);
    runAll();
    now = now.plus(NamespaceState.VERIFIED_FOR);
    want(ATTACH);
    runAll();

    assertThat(done).hasSize(2);
  }

  @Test
  void podThatIsWantedNoMore_isDetached_onceThatIsCertain() {
    want(ATTACH);
    runAll();

    wantNothing(false);
    runAll();
    assertThat(done).containsExactly(ATTACH);

    wantNothing(true);
    runAll();
    wantNothing(true);
    runAll();
    assertThat(done).containsExactly(ATTACH, Task.NOTHING);
  }

  @Test
  void podThatIsWantedNoMore_stays_whileItsNetworkIsNotCertain_andThoseOfOthersGo() {
    want(ATTACH);
    runAll();

    work.want(Map.of(), Set.of(), vni -> vni != 111);
    runAll();
    assertThat(done).containsExactly(ATTACH);

    work.want(Map.of(), Set.of(), vni -> vni != 112);
    runAll();
    assertThat(done).containsExactly(ATTACH, Task.NOTHING);
  }

  /** Else the keeper would come again and again, to do nothing. */
  @Test
  void podThatMayNotBeDetached_isNoReasonToComeAgain() {
    want(ATTACH);
    runAll();

    wantNothing(false);
    assertThat(work.due(Map.of())).isEqualTo(Instant.MAX);
    work.want(Map.of(), Set.of(NETNS), vni -> true);
    assertThat(work.due(Map.of())).isEqualTo(Instant.MAX);
  }

  /** The claims of a namespace may be unknown for good; pods of others come and go all the same. */
  @Test
  void podThatHasEnded_isDetached_thoughNotAllIsKnown() {
    want(ATTACH);
    runAll();
    held.add(NETNS);
    present.clear();

    wantNothing(false);
    runAll();

    assertThat(done).containsExactly(ATTACH, Task.NOTHING);
  }

  @Test
  void namespaceThatIsGone_isForgotten() {
    want(ATTACH);
    runAll();
    present.clear();
    wantNothing(true);
    runAll();

    assertThat(done).containsExactly(ATTACH);
    assertThat(work.due(Map.of())).isEqualTo(Instant.MAX);
  }

  @Test
  void faultOfTheAgent_isAFailureLikeAnother() {
    var faulty =
        new NamespaceWork(
            (netns, task) -> {
              throw new StackOverflowError("a fault");
            },
            present::contains,
            held::contains,
            Runnable::run,
            () -> now,
            () -> {});
    faulty.want(Map.of(NETNS, ATTACH), Set.of(NETNS), vni -> false);

    assertThat(faulty.state(NETNS).verdict(CLAIM, ATTACH).message()).contains("a fault");
  }
}
