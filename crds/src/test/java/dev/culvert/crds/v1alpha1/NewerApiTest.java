package dev.culvert.crds.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An operator beside a newer CustomResourceDefinition reads what it knows, with its own client. */
class NewerApiTest {

  private static final KubernetesSerialization CLIENT = new KubernetesSerialization();

  private static final Set<Class<?>> TYPES =
      Samples.reachable(
          VirtualNetworkSpec.class,
          VirtualNetworkStatus.class,
          LocalNetworkSiteSpec.class,
          LocalNetworkSiteStatus.class,
          GatewayConnectionSpec.class,
          GatewayConnectionStatus.class,
          AddressClaimSpec.class,
          AddressClaimStatus.class,
          NetworkSegmentSpec.class);

  static Stream<Class<?>> records() {
    return TYPES.stream().filter(Class::isRecord);
  }

  static Stream<Class<?>> enums() {
    return TYPES.stream().filter(Class::isEnum);
  }

  @Test
  void everyRecordAndEnumOfThePackage_isReachedFromTheKinds() throws IOException {
    Path classes =
        Path.of("target/classes", VirtualNetwork.class.getPackageName().replace('.', '/'));
    try (Stream<Path> files = Files.list(classes)) {
      Set<String> inPackage =
          files
              .map(file -> file.getFileName().toString().replace(".class", ""))
              .filter(name -> isRecordOrEnum(name))
              .collect(Collectors.toSet());
      assertThat(TYPES).extracting(Class::getSimpleName).containsAll(inPackage);
    }
  }

  @ParameterizedTest
  @MethodSource("records")
  void unknownFields_areIgnoredAtEveryDepth_andTheKnownOnesKept(Class<?> type) {
    ObjectNode known = Samples.full(type, object -> {});
    ObjectNode newer =
        Samples.full(type, object -> object.putObject("newer").putArray("list").add(1).addObject());

    assertThat(written(read(newer.toString(), type))).isEqualTo(known);
  }

  @ParameterizedTest
  @MethodSource("records")
  void absentLists_areEmpty(Class<?> type) throws ReflectiveOperationException {
    Object empty = read("{}", type);

    for (RecordComponent component : type.getRecordComponents()) {
      if (component.getType() == List.class) {
        assertThat(component.getAccessor().invoke(empty))
            .as(component.getName())
            .isEqualTo(List.of());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("enums")
  void knownValues_areReadAndWritten(Class<?> type) {
    for (Object constant : type.getEnumConstants()) {
      String json = '"' + Samples.jsonName(constant) + '"';
      assertThat(read(json, type)).isSameAs(constant);
      assertThat(CLIENT.asJson(constant)).isEqualTo(json);
    }
  }

  @Test
  void unknownValuesOfASpec_areUnknown() {
    Gateway gateway = CLIENT.unmarshal("---\nrouting: Quantum\nsku: Ultra", Gateway.class);
    GatewayConnectionSpec connection =
        CLIENT.unmarshal("---\ndesiredState: Dreaming", GatewayConnectionSpec.class);

    assertThat(gateway).isEqualTo(new Gateway(Routing.UNKNOWN, Sku.UNKNOWN));
    assertThat(connection.desiredState()).isEqualTo(DesiredState.UNKNOWN);
  }

  @Test
  void unknownValuesOfAStatus_areAbsent() {
    VirtualNetworkStatus network =
        CLIENT.unmarshal(
            "---\nstate: Dreaming\ngateway: {state: Asleep}", VirtualNetworkStatus.class);
    GatewayConnectionStatus connection =
        CLIENT.unmarshal("---\nstate: Dreaming", GatewayConnectionStatus.class);

    assertThat(network.state()).isNull();
    assertThat(network.gateway().state()).isNull();
    assertThat(connection.state()).isNull();
  }

  @Test
  void listsWithADefault_areNotWrittenWhenEmpty_soThatTheServerFillsThem() {
    Remote remote = new Remote(new NetworkRef("vnet2", null), List.of());

    assertThat(written(remote).has("acceptPrefixes")).isFalse();
  }

  @Test
  void wholeObjects_areReadWithWhatANewerApiAdds() {
    String newer =
        """
        apiVersion: culvert.dev/v1alpha1
        kind: VirtualNetwork
        metadata: {name: vnet1, namespace: one}
        newer: true
        spec:
          location: china-north
          addressSpace: [10.1.0.0/16]
          newer: {a: 1}
        """;

    VirtualNetwork network = CLIENT.unmarshal(newer, VirtualNetwork.class);

    assertThat(network.getSpec())
        .isEqualTo(new VirtualNetworkSpec("china-north", List.of("10.1.0.0/16"), List.of(), null));
    assertThat(network.getStatus()).isNull();
  }

  private static boolean isRecordOrEnum(String name) {
    try {
      Class<?> type = Class.forName(VirtualNetwork.class.getPackageName() + "." + name);
      return type.isRecord() || type.isEnum();
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object read(String json, Class<?> type) {
    return CLIENT.unmarshal(json, type);
  }

  private static JsonNode written(Object value) {
    return CLIENT.convertValue(CLIENT.unmarshal(CLIENT.asJson(value), Map.class), ObjectNode.class);
  }
}
