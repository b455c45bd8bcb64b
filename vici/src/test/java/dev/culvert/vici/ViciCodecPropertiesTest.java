package dev.culvert.vici;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.arbitraries.ListArbitrary;
import net.jqwik.api.constraints.Size;

class ViciCodecPropertiesTest {

  @Provide
  Arbitrary<String> names() {
    var any =
        Arbitraries.strings()
            .withCharRange('\0', '\ud7ff')
            .withCharRange('\ue000', '\uffff')
            .ofMaxLength(85);
    var longest = Arbitraries.strings().ascii().ofLength(255);
    return Arbitraries.frequencyOf(Tuple.of(9, any), Tuple.of(1, longest));
  }

  @Provide
  Arbitrary<ViciValue> values() {
    var small = Arbitraries.bytes().array(byte[].class).ofMaxSize(40);
    var large = Arbitraries.of(255, 256, 32_768, 65_535).map(byte[]::new);
    return Arbitraries.frequencyOf(Tuple.of(99, small), Tuple.of(1, large)).map(ViciValue::of);
  }

  @Provide
  Arbitrary<ViciSection> sections() {
    return sections(4);
  }

  private Arbitrary<ViciSection> sections(int depth) {
    Arbitrary<ViciElement> values = values().map(value -> value);
    Arbitrary<ViciElement> lists = values().list().ofMaxSize(4).map(ViciList::new);
    var element =
        depth == 0
            ? Arbitraries.oneOf(values, lists)
            : Arbitraries.lazyOf(
                () -> values, () -> lists, () -> sections(depth - 1).map(section -> section));
    ListArbitrary<Tuple.Tuple2<String, ViciElement>> entries =
        Combinators.combine(names(), element).as(Tuple::of).list();
    return entries
        .ofMaxSize(4)
        .uniqueElements(Tuple.Tuple1::get1)
        .map(ViciCodecPropertiesTest::build);
  }

  private static ViciSection build(List<Tuple.Tuple2<String, ViciElement>> entries) {
    var section = ViciSection.builder();
    entries.forEach(entry -> section.put(entry.get1(), entry.get2()));
    return section.build();
  }

  @Provide
  Arbitrary<ViciPacket> packets() {
    return Arbitraries.<ViciPacket>oneOf(
            Combinators.combine(names(), sections()).as(ViciPacket.CommandRequest::new),
            sections().map(ViciPacket.CommandResponse::new),
            Arbitraries.just(new ViciPacket.CommandUnknown()),
            names().map(ViciPacket.EventRegister::new),
            names().map(ViciPacket.EventUnregister::new),
            Arbitraries.just(new ViciPacket.EventConfirm()),
            Arbitraries.just(new ViciPacket.EventUnknown()),
            Combinators.combine(names(), sections()).as(ViciPacket.Event::new))
        .filter(ViciCodecPropertiesTest::fits);
  }

  private static boolean fits(ViciPacket packet) {
    try {
      return ViciCodec.encode(packet).length > 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @Property
  void decodingAnEncodedMessage_givesTheMessage(@ForAll @From("sections") ViciSection message)
      throws Exception {
    assertThat(ViciCodec.decodeMessage(ViciCodec.encode(message))).isEqualTo(message);
  }

  @Property
  void decodingAnEncodedPacket_givesThePacket(@ForAll @From("packets") ViciPacket packet)
      throws Exception {
    assertThat(ViciCodec.decodePacket(ViciCodec.encode(packet))).isEqualTo(packet);
  }

  @Property(tries = 400)
  void anyBytes_areRefusedOrExactlyOnePacket(@ForAll @Size(max = 200) byte[] bytes) {
    refusedOrExactlyOnePacket(List.of(bytes));
  }

  @Property
  void changedPackets_areRefusedOrExactlyOnePacket(
      @ForAll @From("packets") ViciPacket packet, @ForAll Random random) {
    var bytes = ViciCodec.encode(packet);
    refusedOrExactlyOnePacket(Stream.generate(() -> changed(bytes, random)).limit(20).toList());
  }

  /** Flips, cuts, doubles or removes a piece at a random place. */
  private static byte[] changed(byte[] bytes, Random random) {
    var at = random.nextInt(bytes.length);
    var piece = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + random.nextInt(1, 9)));
    var head = Arrays.copyOf(bytes, at);
    var tail = Arrays.copyOfRange(bytes, at + piece.length, bytes.length);
    return switch (random.nextInt(4)) {
      case 0 -> {
        random.nextBytes(piece);
        yield concat(head, piece, tail);
      }
      case 1 -> head;
      case 2 -> concat(head, piece, piece, tail);
      default -> concat(head, tail);
    };
  }

  private static byte[] concat(byte[]... parts) {
    var whole = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(part -> part.length).sum());
    Arrays.stream(parts).forEach(whole::put);
    return whole.array();
  }

  /** There is one encoding of each packet: what is taken at all comes out the same. */
  private static void refusedOrExactlyOnePacket(List<byte[]> inputs) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> {
          for (var bytes : inputs) {
            decoded(bytes)
                .ifPresent(packet -> assertThat(ViciCodec.encode(packet)).isEqualTo(bytes));
          }
        });
  }

  private static Optional<ViciPacket> decoded(byte[] bytes) {
    try {
      return Optional.of(ViciCodec.decodePacket(bytes));
    } catch (ViciProtocolException e) {
      assertThat(e.getMessage()).isNotBlank();
      return Optional.empty();
    }
  }

  @Property(edgeCases = EdgeCasesMode.NONE) // combining those of packets takes seconds
  void packetsCutIntoAnyPieces_comeOutWhole(
      @ForAll @Size(max = 5) List<@From("packets") ViciPacket> packets, @ForAll Random random)
      throws Exception {
    var bytes = ByteBuffer.wrap(FakeCharon.frames(packets.toArray(ViciPacket[]::new)));
    var assembler = new FrameAssembler();
    var received = new ArrayList<ViciPacket>();
    while (bytes.hasRemaining()) {
      var size = 1 + random.nextInt(Math.min(bytes.remaining(), random.nextBoolean() ? 3 : 70_000));
      var piece = bytes.slice(bytes.position(), size);
      bytes.position(bytes.position() + size);
      for (var packet = assembler.next(piece); packet != null; packet = assembler.next(piece)) {
        received.add(ViciCodec.decodePacket(packet));
      }
      assertThat(piece.hasRemaining()).isFalse();
    }
    assertThat(received).isEqualTo(packets);
    assertThat(assembler.insidePacket()).isFalse();
  }
}
