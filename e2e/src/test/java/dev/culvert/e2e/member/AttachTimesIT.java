package dev.culvert.e2e.member;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.e2e.benchmark.Samples;
import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.member.TimedApp.Wait;
import dev.culvert.e2e.scenario.Side;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** When a pod that has just been started can use its network. */
@ExtendWith(ClusterExtension.class)
class AttachTimesIT {
  private static final int ONE_BY_ONE = 10;
  private static final int SOME = 15;
  private static final int MANY = 50;
  private static final int WAITING = 5;
  private static final String ADDRESS = "10.1.0.100";

  private static Side side;

  @BeforeAll
  static void createNetwork(TestCluster cluster) {
    side = Side.inNewNamespace(cluster, "times", 1);
    side.createNetwork();
    TimedApp.create(side, "first").awaitNetwork(); // until then the device is not there
  }

  @AfterAll
  static void deleteNetwork() {
    side.delete();
  }

  @Test
  void oneByOne_theNetworkIsThereWithinATenthOfASecondOfTheStart_inTheMedian() {
    List<Wait> waits = new ArrayList<>();
    for (int i = 0; i < ONE_BY_ONE; i++) {
      TimedApp app = TimedApp.create(side, "single-" + i);
      waits.add(app.awaitNetwork());
      app.member().delete();
    }

    Samples millis = print("one by one", waits);
    assertThat(millis.median()).isLessThan(100);
  }

  /** As a StatefulSet's pod does, or a gateway's. */
  @Test
  void podThatTakesOverAnAddress_hasItsNetworkAsSoonAsAnother() {
    List<Wait> waits = new ArrayList<>();
    for (int i = 0; i < ONE_BY_ONE; i++) {
      TimedApp app = TimedApp.createAt(side, "heir-" + i, ADDRESS);
      waits.add(app.awaitNetwork());
      app.member().deleteAndAwait();
    }

    assertThat(print("at their predecessor's address", waits).max()).isLessThan(5000);
  }

  /** Generous: with other tests beside it the machine has more to do than it can. */
  @Test
  void fifteenAtOnce_eachHasItsNetworkSoonAfterItsStart() {
    assertThat(burst(SOME).max()).isLessThan(10_000);
  }

  @Test
  @Tag("soak")
  void fiftyAtOnce_eachHasItsNetworkWithinTwoSecondsOfItsStart() {
    assertThat(burst(MANY).max()).isLessThan(2000);
  }

  private static Samples burst(int count) {
    List<TimedApp> apps = TimedApp.createAtOnce(side, "burst-" + count, count);
    List<Wait> waits = apps.stream().map(TimedApp::awaitNetwork).toList();
    apps.forEach(app -> app.member().delete());
    return print("at once", waits);
  }

  @Test
  void withTheContainerThatWaits_theNetworkIsThereBeforeTheStart() {
    List<Wait> waits = new ArrayList<>();
    for (int i = 0; i < WAITING; i++) {
      TimedApp app = TimedApp.createWaiting(side, "waiting-" + i);
      waits.add(app.awaitNetwork());
      assertThat(app.member().pod().getSpec().getInitContainers()).hasSize(1);
      app.member().delete();
    }

    print("with the container that waits", waits);
    assertThat(waits).extracting(Wait::looks).containsOnly(1);
  }

  private static Samples print(String how, List<Wait> waits) {
    Samples millis = new Samples(waits.stream().map(wait -> (double) wait.millis()).toList());
    System.out.printf(
        "vnet0 of %d pods, %s: median %.0f ms after the application's start, at most %.0f ms,"
            + " before it for %d%n",
        waits.size(),
        how,
        millis.median(),
        millis.max(),
        waits.stream().filter(wait -> wait.looks() == 1).count());
    return millis;
  }
}
