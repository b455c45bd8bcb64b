package dev.culvert.gateway.agent.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TransitTest {
  private static final String HUB = "10.0.0.0/16";

  @Test
  void spokesThatListEachOther_reachEachOther_inBothDirections() {
    assertThat(
            Transit.between(
                List.of(
                    passage("a", List.of(HUB, "10.2.0.0/16"), List.of("10.1.0.0/16")),
                    passage("b", List.of(HUB, "10.1.0.0/16"), List.of("10.2.0.0/16")))))
        .containsExactly(way("10.1.0.0/16", "10.2.0.0/16"), way("10.2.0.0/16", "10.1.0.0/16"));
  }

  @Test
  void spokeThatListsTheOther_butIsNotListed_reachesNothing() {
    assertThat(
            Transit.between(
                List.of(
                    passage("a", List.of(HUB), List.of("10.1.0.0/16")),
                    passage("b", List.of(HUB, "10.1.0.0/16"), List.of("10.2.0.0/16")))))
        .isEmpty();
  }

  @Test
  void way_isNoWiderThanWhatBothList() {
    assertThat(
            Transit.between(
                List.of(
                    passage("a", List.of(HUB, "10.2.128.0/17"), List.of("10.1.0.0/16")),
                    passage("b", List.of(HUB, "10.1.4.0/24"), List.of("10.2.0.0/16")))))
        .containsExactly(way("10.1.4.0/24", "10.2.128.0/17"), way("10.2.128.0/17", "10.1.4.0/24"));
  }

  @Test
  void childrenOfOneTunnel_areNoTransit() {
    assertThat(
            Transit.between(
                List.of(
                    passage("a", List.of("10.2.0.0/16"), List.of("10.1.0.0/16")),
                    passage("a", List.of("10.1.0.0/16"), List.of("10.2.0.0/16")))))
        .isEmpty();
  }

  @Test
  void tunnelWithAChildForEachPair_isOnePassage() {
    var children =
        IntStream.range(0, 64)
            .mapToObj(i ->
                passage(
                    "a", List.of("10.0." + i / 8 + ".0/24"), List.of("10.1." + i % 8 + ".0/24")))
            .toList();

    assertThat(Passage.merged(children))
        .singleElement()
        .satisfies(passage -> {
          assertThat(passage.local()).hasSize(8);
          assertThat(passage.remote()).hasSize(8);
        });
  }

  @Test
  void pairsThatAreNotAllThere_areNotWidened() {
    var children =
        List.of(
            passage("a", List.of("10.0.0.0/24"), List.of("10.1.0.0/24")),
            passage("a", List.of("10.0.1.0/24"), List.of("10.1.1.0/24")),
            passage("b", List.of("10.0.0.0/24"), List.of("10.2.0.0/24")));

    assertThat(Passage.merged(children)).containsExactlyElementsOf(children);
  }

  private static Transit way(String sources, String destinations) {
    return new Transit(List.of(Prefix.parse(sources)), List.of(Prefix.parse(destinations)));
  }

  private static Passage passage(String tunnel, List<String> local, List<String> remote) {
    return new Passage(tunnel, prefixes(local.stream()), prefixes(remote.stream()));
  }

  private static List<Prefix> prefixes(Stream<String> prefixes) {
    return prefixes.map(Prefix::parse).toList();
  }
}
