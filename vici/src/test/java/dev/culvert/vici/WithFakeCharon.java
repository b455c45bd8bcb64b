package dev.culvert.vici;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A test that speaks to a {@link FakeCharon}; closes it, and all connections, after each test. */
abstract class WithFakeCharon {
  /** More than anything takes that works. */
  static final Duration AMPLE = Duration.ofSeconds(30);

  /** For what is meant to be late. */
  static final Duration SHORT = Duration.ofMillis(150);

  static final ViciSection NOTHING = ViciSection.empty();
  static final ViciSection YES = ViciSection.builder().put("success", "yes").build();
  static final ViciSection NO =
      ViciSection.builder().put("success", "no").put("errmsg", "not today").build();

  @TempDir Path directory;
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (var resource : opened.reversed()) {
      resource.close();
    }
  }

  <T extends AutoCloseable> T closedAfterwards(T resource) {
    opened.add(resource);
    return resource;
  }

  Path socket() {
    return directory.resolve("charon.vici");
  }

  FakeCharon charon(FakeCharon.Script script) throws IOException {
    return closedAfterwards(new FakeCharon(socket(), script));
  }

  ViciConnection connect(Duration timeout) throws IOException {
    return closedAfterwards(ViciConnection.open(socket(), timeout));
  }

  static ViciSection numbered(int number) {
    return ViciSection.builder().put("number", Integer.toString(number)).build();
  }

  static ViciPacket.Event event(String name, int number) {
    return new ViciPacket.Event(name, numbered(number));
  }
}
