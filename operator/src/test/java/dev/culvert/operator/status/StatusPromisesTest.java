package dev.culvert.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.culvert.crds.v1alpha1.Condition;
import dev.culvert.crds.v1alpha1.ConnectionState;
import dev.culvert.crds.v1alpha1.DesiredState;
import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.crds.v1alpha1.GatewayConnectionStatus;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.crds.v1alpha1.VirtualNetworkStatus;
import dev.culvert.operator.membership.NetworkMembers;
import dev.culvert.operator.plan.ConnectionPlan;
import dev.culvert.operator.plan.Given;
import dev.culvert.operator.plan.NetworkKey;
import dev.culvert.operator.plan.NetworkPlan;
import dev.culvert.operator.plan.Published;
import dev.culvert.operator.plan.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds for every plan, whatever is known of the gateway and whatever was said before. */
class StatusPromisesTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:05:00Z");
  private static final String OWN = "connection-a-to-b-0";

  private static final List<GatewayView> VIEWS =
      Stream.of(
              "view: Absent",
              "view: Starting, message: Its pod starts.",
              "view: Failed, reason: ImagePullBackOff, message: Its pod does not start.",
              "view: Quiet",
              "view: Lost, message: It was not heard.",
              "view: Heard",
              "view: Heard, upToDate: false",
              "view: Heard, tunnels: [{id: OWN}]",
              "view: Heard, tunnels: [{id: OWN}], upToDate: false",
              "view: Heard, tunnels: [{id: OWN}], upToDate: false, rejection: it is too long",
              "view: Heard, tunnels: [{id: OWN, generation: 2}]",
              "view: Heard, tunnels: [{id: OWN, phase: PARTLY_INSTALLED}]",
              "view: Heard, tunnels: [{id: OWN, phase: CONNECTING}]",
              "view: Heard, problems: [{reason: DataplaneFailed, message: No.}], upToDate: false",
              "view: Heard, problems: [{tunnelId: OWN, reason: InvalidTunnel, message: No.}]")
          .map(StatusPromisesTest::view)
          .toList();

  /** Says what becomes of one object. */
  @FunctionalInterface
  private interface Subject<S> {
    S status(S before, GatewayView view, Instant now);
  }

  /** One status, and what it was made from. */
  private record Said<S>(String world, Subject<S> subject, S before, GatewayView view, S status) {}

  @Test
  void writingAgainLater_changesNothing() {
    forEvery(networks(), StatusPromisesTest::assertNothingFlaps);
    forEvery(connections(), StatusPromisesTest::assertNothingFlaps);
  }

  @Test
  void gatewayThatFallsQuiet_changesNothing() {
    forEvery(networks(), StatusPromisesTest::assertQuietChangesNothing);
    forEvery(connections(), StatusPromisesTest::assertQuietChangesNothing);
  }

  @Test
  void ready_isAlwaysSaid() {
    forEvery(networks(), s -> assertThat(find(s.status().conditions(), "Ready")).isPresent());
    forEvery(connections(), s -> assertThat(find(s.status().conditions(), "Ready")).isPresent());
  }

  @Test
  void connection_isReadyOnlyWhereTheTunnelIsAsWished() {
    forEvery(
        connections(),
        said -> {
          boolean asWished =
              said.status().state() == ConnectionState.CONNECTED
                  || said.status().state() == ConnectionState.DISCONNECTED;
          assertThat(isTrue(said, "Ready"))
              .isEqualTo(asWished && isTrue(said, "Accepted") && isTrue(said, "ResolvedRefs"));
        });
  }

  @Test
  void connection_isProgrammedOnlyWhereItsGenerationIsHeard() {
    forEvery(
        connections(),
        said -> {
          if (isTrue(said, "Programmed") && !(said.view() instanceof GatewayView.Quiet)) {
            assertThat(((GatewayView.Heard) said.view()).upToDate()).isTrue();
            assertThat(said.view().tunnel(OWN).orElseThrow().generation())
                .isEqualTo(said.status().observedGeneration());
          }
        });
  }

  /** Rule 11. */
  @Test
  void nothingOfTheOtherSide_isShownWithoutBothConsents() {
    Set<String> unlinked = Set.of("alone", "disconnected", "without gateway");
    forEvery(
        connections(),
        said -> {
          boolean isShown =
              said.status().remote() != null
                  || said.status().lastEvent() != null
                  || said.status().toString().contains("10.2.0.0");
          assertThat(isShown).isEqualTo(!unlinked.contains(said.world()));
        });
  }

  private static <S> void assertNothingFlaps(Said<S> said) {
    assertThat(said.subject().status(said.status(), said.view(), NOW.plusSeconds(100)))
        .isEqualTo(said.status());
  }

  private static <S> void assertQuietChangesNothing(Said<S> said) {
    assertThat(said.subject().status(said.status(), new GatewayView.Quiet(), NOW.plusSeconds(100)))
        .isEqualTo(said.status());
  }

  private static <S> void forEvery(Map<String, Subject<S>> subjects, Consumer<Said<S>> check) {
    List<S> befores = new ArrayList<>();
    befores.add(null);
    subjects
        .values()
        .forEach(s -> VIEWS.forEach(v -> befores.add(s.status(null, v, NOW.minusSeconds(9)))));
    subjects.forEach((world, subject) -> {
      for (S before : befores) {
        for (GatewayView view : VIEWS) {
          var said = new Said<>(world, subject, before, view, subject.status(before, view, NOW));
          assertThat(said).satisfies(check);
        }
      }
    });
  }

  private static Map<String, Subject<VirtualNetworkStatus>> networks() {
    return each(world -> {
      NetworkPlan plan = world.plan(Given.key("a"));
      VirtualNetwork network = world.network(Given.key("a"));
      return (before, view, now) -> {
        network.setStatus(before);
        return NetworkStatusPlanner.plan(
            network,
            plan,
            Published.at("10.43.0.1"),
            view,
            NetworkMembers.NONE,
            Optional.empty(),
            List.of(),
            now);
      };
    });
  }

  private static Map<String, Subject<GatewayConnectionStatus>> connections() {
    return each(world -> {
      NetworkPlan network = world.plan(Given.key("a"));
      ConnectionPlan plan = network.connection(OWN).orElseThrow();
      return (before, view, now) -> {
        plan.connection().setStatus(before);
        return ConnectionStatusPlanner.plan(
            plan, network.gateway(), Published.at("10.43.0.1"), view, now);
      };
    });
  }

  private static <S> Map<String, Subject<S>> each(Function<World, Subject<S>> subject) {
    Map<String, Subject<S>> subjects = new TreeMap<>();
    worlds().forEach((name, world) -> subjects.put(name, subject.apply(world)));
    return subjects;
  }

  private static Map<String, World> worlds() {
    VirtualNetwork a = Given.network("a", Given.BASIC, "10.1.0.0/16");
    GatewayConnection own = Given.connection("a", "b", 0);
    List<VirtualNetwork> networks = List.of(a, Given.network("b", Given.BASIC, "10.2.0.0/16"));
    GatewayConnection other = Given.connection("b", "a", 1);
    Map<NetworkKey, String> addresses =
        Map.of(Given.key("a"), "10.43.0.1", Given.key("b"), "10.43.0.2");
    World linked = World.fresh(networks, List.of(own, other), addresses).settled();
    return Map.of(
        "linked",
        linked,
        "alone",
        World.fresh(networks, List.of(own), addresses).settled(),
        "disconnected",
        linked.with(edited(DesiredState.DISCONNECTED, Given.PRIVATE_PREFIXES)).settled(),
        "edited",
        linked.with(edited(DesiredState.CONNECTED, List.of("10.0.0.0/8"))).settled(),
        "edited in vain",
        linked.with(edited(DesiredState.CONNECTED, List.of("nonsense"))).settled(),
        "network refused",
        linked.with(Given.network("a", Given.BASIC, "10.1.0.0/33")).settled(),
        "without gateway",
        World.fresh(List.of(Given.network("a", null, "10.1.0.0/16")), List.of(own), addresses)
            .settled());
  }

  private static GatewayConnection edited(DesiredState desired, List<String> acceptPrefixes) {
    GatewayConnection edited = Given.connection("a", "b", 0, desired, acceptPrefixes);
    edited.getMetadata().setGeneration(2L);
    return edited;
  }

  private static GatewayView view(String text) {
    try {
      return Moment.of(
              new YAMLMapper()
                  .readTree("{time: \"" + NOW + "\", " + text.replace("OWN", OWN) + "}"))
          .view();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isTrue(Said<GatewayConnectionStatus> said, String type) {
    return find(said.status().conditions(), type)
        .filter(c -> c.status().equals("True"))
        .isPresent();
  }

  private static Optional<Condition> find(List<Condition> conditions, String type) {
    return conditions.stream().filter(c -> c.type().equals(type)).findFirst();
  }
}
