package dev.culvert.gateway.agent.charon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.vici.ViciSection;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventReaderTest {
  private static final ViciSection CHILD =
      ViciSection.builder()
          .put("name", "net")
          .put("uniqueid", "3")
          .put("state", "INSTALLED")
          .put("spi-in", "c41aa8d3")
          .put("spi-out", "6bd99c42")
          .put("bytes-in", "84")
          .put("packets-in", "1")
          .put("bytes-out", "168")
          .put("packets-out", "2")
          .put("install-time", "12")
          .put("local-ts", List.of("10.1.0.0/16"))
          .put("remote-ts", List.of("10.2.0.0/16"))
          .build();

  @Test
  void ikeSa_isReadWithItsChildren() {
    var message = ViciSection.builder().put("up", "yes").put("t1", ikeSa()).build();

    assertThat(EventReader.events("child-updown", message))
        .containsExactly(
            new CharonEvent.ChildUpDown(
                true,
                new IkeSa(
                    7,
                    "t1",
                    "ESTABLISHED",
                    true,
                    "us",
                    null,
                    "192.0.2.2",
                    4500,
                    13,
                    true,
                    List.of(
                        new ChildSa(
                            3,
                            "net",
                            "INSTALLED",
                            "c41aa8d3",
                            "6bd99c42",
                            List.of("10.1.0.0/16"),
                            List.of("10.2.0.0/16"),
                            12,
                            new ChildSa.Traffic(84, 168, 1, 2))))));
  }

  @Test
  void downEvent_isTheOneWithoutTheWordUp() {
    var message = ViciSection.builder().put("t1", ikeSa()).build();

    assertThat(EventReader.events("ike-updown", message))
        .singleElement()
        .isInstanceOfSatisfying(
            CharonEvent.IkeUpDown.class, event -> assertThat(event.up()).isFalse());
  }

  @Test
  void rekeyings_nameOldAndNew() {
    var ike = ViciSection.builder().put("t1", both(id(1), id(2))).build();
    assertThat(EventReader.events("ike-rekey", ike))
        .containsExactly(new CharonEvent.IkeRekeyed("t1", 1, 2));

    var children = ViciSection.builder().put("net-3", both(CHILD, id(4))).build();
    var sa = ViciSection.builder().put("child-sas", children).build();
    assertThat(EventReader.events("child-rekey", ViciSection.builder().put("t1", sa).build()))
        .containsExactly(new CharonEvent.ChildRekeyed("t1", SaReader.childSa(CHILD), 4));
  }

  @Test
  void logLine_ofNoSa_hasNoConnection() {
    var message = ViciSection.builder().put("group", "NET").put("msg", "a word").build();

    assertThat(EventReader.events("log", message))
        .containsExactly(new CharonEvent.LogLine("", 0, "NET", "a word"));
  }

  @Test
  void eventOfALaterCharon_isIgnored() {
    assertThat(EventReader.events("alert", ViciSection.empty())).isEmpty();
  }

  private static ViciSection ikeSa() {
    return ViciSection.builder()
        .put("uniqueid", "7")
        .put("state", "ESTABLISHED")
        .put("initiator", "yes")
        .put("local-id", "us")
        .put("remote-id", "%any")
        .put("remote-host", "192.0.2.2")
        .put("remote-port", "4500")
        .put("established", "13")
        .put("tasks-active", List.of("CHILD_CREATE"))
        .put("child-sas", ViciSection.builder().put("net-3", CHILD).build())
        .build();
  }

  private static ViciSection id(long id) {
    return ViciSection.builder().put("uniqueid", Long.toString(id)).build();
  }

  private static ViciSection both(ViciSection before, ViciSection after) {
    return ViciSection.builder().put("old", before).put("new", after).build();
  }
}
