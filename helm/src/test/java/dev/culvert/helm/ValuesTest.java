package dev.culvert.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValuesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          operator: {replica: 2}                        | additional properties 'replica' not allowed
          gateways: {namespace: x}                      | additional properties 'gateways' not allowed
          operator: {image: {name: x}}                  | additional properties 'name' not allowed
          operator: {replicas: two}                     | got string, want integer
          operator: {replicas: 0}                       | minimum: got 0, want 1
          operator: {logLevel: verbose}                 | value must be one of 'ERROR', 'WARN'
          operator: {jvmOptions: ["-Xmx1g -Xss1m"]}     | does not match pattern
          operator: {resources: {limit: {memory: 1Gi}}} | additional properties 'limit' not allowed
          operator: {image: {digest: sha256:abc}}       | does not match pattern
          gateway: {resources: {Premium: {}}}           | additional properties 'Premium' not allowed
          gateway: {namespace: Culvert_Gateways}        | does not match pattern
          images: {pullPolicy: Sometimes}               | value must be one of 'Always'
          images: {registry: "https://registry/x"}      | does not match pattern
          locations: {China North: {}}                  | does not match pattern
          locations: {north: {nodeselector: {}}}        | additional properties 'nodeselector' not allowed
          exposures: {allow: [ClusterIP]}               | additional properties 'allow' not allowed
          exposures: {allowed: ClusterIP}               | got string, want array
          exposures: {allowed: [ClusterIP, Ingress]}    | value must be one of 'ClusterIP', 'LoadBalancer', 'HostPort', 'NodePort'
          exposures: {hostPort: {}}                     | additional properties 'hostPort' not allowed
          exposures: {loadBalancer: {ip: 192.0.2.1}}    | additional properties 'ip' not allowed
          exposures: {loadBalancer: {class: a b}}       | does not match pattern
          exposures: {loadBalancer: {sourceRanges: [192.0.2.256/32]}} | does not match pattern
          exposures: {loadBalancer: {sourceRanges: [192.0.2.1]}} | does not match pattern
          exposures: {loadBalancer: {sourceRanges: ["2001:db8::/32"]}} | does not match pattern
          exposures: {loadBalancer: {annotations: {a: 1}}} | got number, want string
          exposures: {nodePort: {annotations: [a]}}     | got array, want object
          nodeAgent: {port: 8475}                       | additional properties 'port' not allowed
          nodeAgent: {vxlanPort: 80}                    | minimum: got 80, want 1,024
          cluster: {ranges: [10.42.0.0]}                | does not match pattern
          watch: {namespaces: team-a}                   | got string, want array
          webhook: {enabled: "no"}                      | got string, want boolean
          webhook: {failurePolicy: Fail}                | additional properties 'failurePolicy' not allowed
          webhook: {timeoutSeconds: 31}                 | maximum: got 31, want 30
          uninstall: {force: "yes"}                     | got string, want boolean
          uninstall: {check: Never}                     | value must be one of 'Auto', 'Always', 'Off'
          """)
  void badValue_isRefusedWithItsReason(String values, String reason) {
    assertThatThrownBy(() -> Chart.render(values)).hasMessageContaining(reason);
  }

  @Test
  void gatewaysInTheReleaseNamespace_areRefused() {
    assertThatThrownBy(() -> Chart.render("gateway: {namespace: culvert-system}"))
        .hasMessageContaining("gateway.namespace is the release namespace \"culvert-system\"");
  }

  @ParameterizedTest
  @CsvSource({"culvert-system, the release namespace", "culvert-gateways, gateway.namespace"})
  void nodeAgentsAmongOthers_areRefused(String namespace, String whose) {
    assertThatThrownBy(() -> Chart.render("nodeAgent: {namespace: %s}".formatted(namespace)))
        .hasMessageContaining("nodeAgent.namespace is %s \"%s\"".formatted(whose, namespace));
  }

  @Test
  void twoReplicasWithoutLeaderElection_areRefused() {
    assertThatThrownBy(() -> Chart.render("operator: {replicas: 2, leaderElection: false}"))
        .hasMessageContaining("set operator.leaderElection=true or operator.replicas=1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [LoadBalancer, HostPort] | exposures.allowed is [LoadBalancer, HostPort] and lacks ClusterIP
          []                       | exposures.allowed is [] and lacks ClusterIP
          null                     | exposures.allowed is [] and lacks ClusterIP
          """)
  void exposuresWithoutClusterIp_areRefused(String allowed, String reason) {
    assertThatThrownBy(() -> Chart.render("exposures: {allowed: %s}".formatted(allowed)))
        .hasMessageContaining(reason + ": gateways that ask for nothing have it; add ClusterIP");
  }

  @Test
  void globalValuesOfAParentChart_areAccepted() {
    assertThat(Chart.render("global: {imageRegistry: x}").operator().container().path("image"))
        .hasToString("\"culvert/operator:dev\"");
  }

  @Test
  void everyNameOfTheSchema_hasADefaultInTheValues() {
    JsonNode values = Chart.values();

    assertThat(Values.schemaPaths())
        .filteredOn(path -> !path.equals("global"))
        .allSatisfy(path ->
            assertThat(values.at("/" + path.replace('.', '/')).isMissingNode()).as(path).isFalse());
  }

  @Test
  void everyObjectOfTheSchema_refusesNamesItDoesNotKnow() {
    List<JsonNode> open = new ArrayList<>();
    for (JsonNode node : Chart.schema().findParents("properties")) {
      if (!node.path("additionalProperties").isBoolean()
          || node.path("additionalProperties").asBoolean()) {
        open.add(node);
      }
    }

    assertThat(open).isEmpty();
  }
}
