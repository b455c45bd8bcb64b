package dev.culvert.e2e.member;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Capture;
import dev.culvert.e2e.scenario.Member;
import dev.culvert.e2e.scenario.Side;
import dev.culvert.e2e.scenario.Tools;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two networks with the same address space on the same nodes, and the same addresses in both. */
@ExtendWith(ClusterExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SameAddressesIT {
  private static final int PORT = 7002;
  private static final int SOURCE_PORT = 40000;
  private static final int LINES = 40;

  private TestCluster cluster;
  private Neighbourhood red;
  private Neighbourhood blue;

  /**
   * A network's pods.
   *
   * @param member the one that asks
   * @param near another one on the same node
   * @param far another one on the other node
   */
  private record Neighbourhood(Side side, Member member, Member near, Member far) {

    static Neighbourhood create(TestCluster cluster, String name) {
      Side side = Side.inNewNamespace(cluster, name, 1);
      side.createNetwork();
      String second = cluster.secondNode().name();
      return new Neighbourhood(
          side,
          Member.on(side, "member", cluster.node().name()),
          Member.on(side, "near", cluster.node().name()),
          Member.on(side, "far", second));
    }

    List<String> addresses() {
      return List.of(member.address(), near.address(), far.address());
    }

    /** Has every pod answer each line with the network's name, its own, and the line. */
    void answer(String protocol) {
      for (Member one : List.of(near, far)) {
        one.shell(
            "timeout 60 socat %s-LISTEN:%d,fork,reuseaddr SYSTEM:'while read -r line; do echo %s %s $line; done' </dev/null >/dev/null 2>&1 &"
                .formatted(protocol, PORT, side.name(), one.pod().getMetadata().getName()));
      }
    }

    /** Starts saying a line each tenth of a second, from a source port that is always the same. */
    Process talk(String protocol, Member to) {
      return member.start(
          "(i=0; sleep 0.5; while [ $((i += 1)) -le %d ]; do echo $i; sleep 0.1; done) | timeout 30 socat -t 1 - %s:%s:%d,bind=%s:%d,reuseaddr%s"
              .formatted(
                  LINES,
                  protocol,
                  to.address(),
                  PORT,
                  member.address(),
                  SOURCE_PORT,
                  protocol.equals("TCP") ? ",retry=20,interval=0.2" : ""));
    }
  }

  @BeforeAll
  void createBoth(TestCluster shared) {
    cluster = shared;
    red = Neighbourhood.create(cluster, "red");
    blue = Neighbourhood.create(cluster, "blue");
    assertThat(red.addresses()).isEqualTo(blue.addresses());
  }

  @AfterAll
  void deleteThem() {
    red.side().delete();
    blue.side().delete();
  }

  @Test
  void sameFiveTupleOfTcpInBothAtOnce_leadsEachToItsOwn() throws IOException {
    assertEachReachesItsOwn("TCP");
  }

  @Test
  void sameFiveTupleOfUdpInBothAtOnce_leadsEachToItsOwn() throws IOException {
    assertEachReachesItsOwn("UDP");
  }

  @Test
  void addressOfOneNetworkAlone_isNotReachedFromTheOther() {
    Member alone = Member.on(red.side(), "alone", cluster.secondNode().name());
    Tools tools = Tools.on(cluster);
    try (Capture capture =
        Capture.start(line -> tools.shellInNetworkOf(alone.pod(), line), "vnet0", "icmp or tcp")) {
      assertThat(blue.member().reaches(alone.address())).isFalse();
      assertThat(Reaching.connects(blue.member(), alone.address(), PORT)).isFalse();
      assertThat(capture.count("")).as("packets of the other network").isZero();

      assertThat(red.member().reaches(alone.address())).isTrue();
      capture.end();
      assertThat(capture.count("")).as("packets of its own").isPositive();
    }
    alone.delete();
  }

  private void assertEachReachesItsOwn(String protocol) throws IOException {
    red.answer(protocol);
    blue.answer(protocol);
    assertEachReachesItsOwn(protocol, red.near(), blue.near());
    assertEachReachesItsOwn(protocol, red.far(), blue.far());
  }

  private void assertEachReachesItsOwn(String protocol, Member ofRed, Member ofBlue)
      throws IOException {
    Process talkOfRed = red.talk(protocol, ofRed);
    Process talkOfBlue = blue.talk(protocol, ofBlue);
    try (BufferedReader fromRed = talkOfRed.inputReader();
        BufferedReader fromBlue = talkOfBlue.inputReader()) {
      List<String> heardByRed = new ArrayList<>(List.of(fromRed.readLine()));
      List<String> heardByBlue = new ArrayList<>(List.of(fromBlue.readLine()));
      assertThat(talkOfRed.isAlive() && talkOfBlue.isAlive()).as("both talk at once").isTrue();
      heardByRed.addAll(fromRed.lines().toList());
      heardByBlue.addAll(fromBlue.lines().toList());
      String name = ofRed.pod().getMetadata().getName();
      assertThat(heardByRed).isEqualTo(answers("red " + name));
      assertThat(heardByBlue).isEqualTo(answers("blue " + name));
    } catch (UncheckedIOException e) {
      throw new AssertionError("the talk broke off", e);
    }
    System.out.printf(
        "same 5-tuple in two networks at once, %s %s: %d answers each, all its own%n",
        protocol, ofRed.address(), LINES);
  }

  private static List<String> answers(String words) {
    List<String> answers = new ArrayList<>();
    for (int line = 1; line <= LINES; line++) {
      answers.add(words + " " + line);
    }
    return answers;
  }
}
