package dev.culvert.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.culvert.crds.v1alpha1.ConnectionState;
import dev.culvert.crds.v1alpha1.GatewayPhase;
import dev.culvert.crds.v1alpha1.NetworkState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * docs/states.md explains every word a status can hold, and none that it cannot. The words are read
 * from the sources, since reasons come from three programs and most stand where they are given.
 */
class StatesDocTest {
  private static final Path ROOT = Path.of("..");
  private static final String OPERATOR = "operator/src/main/java/dev/culvert/operator/";
  private static final String AGENT = "gateway-image/src/main/java/dev/culvert/gateway/agent/";
  private static final String NODE_AGENT = "node-agent/src/main/java/dev/culvert/node/agent/";
  private static final Pattern LITERAL = Pattern.compile("\"([A-Z][a-z]+[A-Za-z0-9]*)\"");
  private static final Pattern DOCUMENTED = Pattern.compile("`([A-Z][a-z]+[A-Za-z0-9]*)`");

  @Test
  void everyWordOfTheCode_isExplained() throws IOException {
    assertThat(documented(Files.readString(ROOT.resolve("docs/states.md")))).containsAll(words());
  }

  @Test
  void everyExplainedReason_isInTheCode() throws IOException {
    var explained =
        documented(
            Files.readAllLines(ROOT.resolve("docs/states.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split("\\|", -1)[1])
                .reduce("", String::concat));
    assertThat(explained).isNotEmpty().isSubsetOf(words());
  }

  private static Set<String> words() throws IOException {
    var words = new TreeSet<String>();
    for (var file :
        Stream.of(
                OPERATOR + "plan/Reasons.java",
                OPERATOR + "status",
                OPERATOR + "observe",
                AGENT + "config",
                AGENT + "names",
                AGENT + "tunnels",
                NODE_AGENT + "pod",
                NODE_AGENT + "host",
                NODE_AGENT + "keeper",
                NODE_AGENT + "report")
            .map(ROOT::resolve)
            .flatMap(StatesDocTest::sources)
            .toList()) {
      LITERAL.matcher(Files.readString(file)).results().map(m -> m.group(1)).forEach(words::add);
    }
    Stream.of(ConnectionState.values(), NetworkState.values(), GatewayPhase.values())
        .flatMap(Stream::of)
        .map(state -> new ObjectMapper().convertValue(state, String.class))
        .forEach(words::add);
    return words;
  }

  private static Stream<Path> sources(Path start) {
    try (var files = Files.walk(start)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> documented(String text) {
    var words = new TreeSet<String>();
    DOCUMENTED.matcher(text).results().map(m -> m.group(1)).forEach(words::add);
    return words;
  }
}
