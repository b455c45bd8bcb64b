package dev.culvert.vici;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameAssemblerTest {

  @ParameterizedTest
  @CsvSource({"0, 0", "524289, 524289", "2147483647, 2147483647", "-1, 4294967295"})
  void lengthOutOfBounds_isRefusedAtOnce(int length, String shown) {
    var announced = ByteBuffer.allocate(4).putInt(length).flip();
    assertThatThrownBy(() -> new FrameAssembler().next(announced))
        .isInstanceOf(ViciProtocolException.class)
        .hasMessage("a packet of " + shown + " bytes announced, 1 to 524288 are allowed");
  }

  @Test
  void longPacketAnnounced_takesMemoryOnlyAsItComes() throws Exception {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    new FrameAssembler().next(ByteBuffer.allocate(0)); // loads what it needs
    var announced = ByteBuffer.allocate(5).putInt(ViciCodec.MAX_PACKET_LENGTH).put((byte) 1).flip();
    var assembler = new FrameAssembler();

    var before = threads.getCurrentThreadAllocatedBytes();
    var packet = assembler.next(announced);
    var allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(packet).isNull();
    assertThat(allocated).isLessThan(32 * 1024);
    assertThat(assembler.insidePacket()).isTrue();
  }
}
