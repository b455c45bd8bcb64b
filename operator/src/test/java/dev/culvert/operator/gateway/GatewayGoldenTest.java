package dev.culvert.operator.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every folder of {@code gateway}: {@code in.yaml} is what is wished, {@code out-<kind>.yaml} the
 * objects rendered from it, the Secret without the document. {@code -Dgolden.update=true} rewrites
 * what is rendered.
 */
class GatewayGoldenTest {
  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .build();

  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.culvert.operator.gateway.GatewayCase#all")
  void gateway_isRenderedAsWritten(GatewayCase given) throws IOException {
    Map<String, String> rendered = new TreeMap<>();
    for (HasMetadata object : given.rendered()) {
      rendered.put(file(object), text(object));
    }
    if (Boolean.getBoolean("golden.update")) {
      for (Map.Entry<String, String> file : rendered.entrySet()) {
        Files.writeString(given.folder().resolve(file.getKey()), file.getValue());
      }
    }
    assertThat(outputs(given.folder()))
        .as("files of %s", given.folder())
        .isEqualTo(rendered.keySet());
    for (Map.Entry<String, String> file : rendered.entrySet()) {
      assertThat(file.getValue())
          .as("%s/%s; -Dgolden.update=true rewrites it", given, file.getKey())
          .isEqualTo(Files.readString(given.folder().resolve(file.getKey())));
    }
  }

  private static String file(HasMetadata object) {
    boolean isPublic = object.getMetadata().getName().endsWith("-public");
    return "out-" + object.getKind() + (isPublic ? "-public" : "") + ".yaml";
  }

  private static String text(HasMetadata object) throws JsonProcessingException {
    return YAML.writeValueAsString(object instanceof Secret secret ? closed(secret) : object);
  }

  private static Secret closed(Secret secret) {
    return new SecretBuilder(secret).withData(null).build();
  }

  /** Every file but the input. */
  private static Set<String> outputs(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.equals("in.yaml"))
          .collect(Collectors.toSet());
    }
  }
}
