package dev.culvert.vici;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ViciStreamTest extends WithFakeCharon {

  @Test
  void stream_registersCollectsAndUnregisters() throws Exception {
    var charon =
        charon(peer -> {
          assertThat(peer.read()).isEqualTo(new ViciPacket.EventRegister("list-sa"));
          peer.write(new ViciPacket.EventConfirm());
          assertThat(peer.read()).isEqualTo(new ViciPacket.CommandRequest("list-sas", numbered(0)));
          peer.write(event("list-sa", 1), event("log", 9), event("list-sa", 2));
          peer.write(event("list-sa", 3), new ViciPacket.CommandResponse(NOTHING));
          assertThat(peer.read()).isEqualTo(new ViciPacket.EventUnregister("list-sa"));
          peer.write(event("list-sa", 4), new ViciPacket.EventConfirm());
          peer.answer(YES);
        });
    var connection = connect(AMPLE);
    assertThat(connection.stream("list-sas", "list-sa", numbered(0)))
        .containsExactly(numbered(1), numbered(2), numbered(3));
    assertThat(connection.request("version", NOTHING)).isEqualTo(YES);
    assertThat(charon.failures()).isEmpty();
  }

  @Test
  void streamThatIsRefused_hasHandedOnItsEvents_andIsUnregistered() throws Exception {
    charon(peer -> {
      peer.confirm();
      peer.read();
      peer.write(event("control-log", 1), new ViciPacket.CommandResponse(NO));
      peer.confirm();
      peer.answer(YES);
    });
    var connection = connect(AMPLE);
    var messages = new ArrayList<ViciSection>();
    assertThatExceptionOfType(ViciException.class)
        .isThrownBy(() -> connection.stream("initiate", "control-log", NOTHING, messages::add))
        .withMessage("initiate: not today");
    assertThat(messages).containsExactly(numbered(1));
    assertThat(connection.request("version", NOTHING)).isEqualTo(YES);
  }

  @Test
  void streamOfAnUnknownEventOrCommand_isAnException_andTheConnectionGoesOn() throws Exception {
    charon(peer -> {
      peer.read();
      peer.write(new ViciPacket.EventUnknown());
      peer.confirm();
      peer.read();
      peer.write(new ViciPacket.CommandUnknown());
      peer.confirm();
      peer.answer(YES);
    });
    var connection = connect(AMPLE);
    assertThatExceptionOfType(ViciException.class)
        .isThrownBy(() -> connection.stream("list-sas", "list-song", NOTHING))
        .withMessage("list-song: charon knows no such event");
    assertThatExceptionOfType(ViciException.class)
        .isThrownBy(() -> connection.stream("list-songs", "list-sa", NOTHING))
        .withMessage("list-songs: charon knows no such command");
    assertThat(connection.request("version", NOTHING)).isEqualTo(YES);
  }

  @Test
  void endlessStream_isCutOff() throws Exception {
    var large =
        new ViciPacket.Event(
            "list-sa", ViciSection.builder().put("v", new byte[ViciValue.MAX_LENGTH]).build());
    charon(peer -> {
      peer.confirm();
      peer.read();
      while (true) {
        peer.write(large);
      }
    });
    var connection = connect(AMPLE);
    assertThatExceptionOfType(ViciProtocolException.class)
        .isThrownBy(() -> connection.stream("list-sas", "list-sa", NOTHING, message -> {}))
        .withMessage("list-sas: charon sent more than 67108864 bytes");
    assertThat(connection.isOpen()).isFalse();
  }

  @Test
  void streamConsumerThatThrows_endsTheConnection() throws Exception {
    charon(peer -> {
      peer.confirm();
      peer.read();
      peer.write(event("list-sa", 1));
      peer.awaitEnd();
    });
    var connection = connect(AMPLE);
    var failure = new IllegalStateException("no");
    assertThat(
            catchThrowable(() ->
                connection.stream(
                    "list-sas",
                    "list-sa",
                    NOTHING,
                    message -> {
                      throw failure;
                    })))
        .isSameAs(failure);
    assertThat(connection.isOpen()).isFalse();
  }
}
