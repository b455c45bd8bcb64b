package dev.culvert.operator.admission;

import static dev.culvert.operator.admission.Patched.mutated;
import static dev.culvert.operator.admission.Patched.pod;
import static dev.culvert.operator.admission.Patched.servers;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodReadinessGate;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PodMutationTest {

  @Test
  void pod_isGivenTheGate_besideItsOwn() {
    assertThat(gates(mutated(pod()))).containsExactly("culvert.dev/attached");
    PodBuilder withOwn = pod().editSpec().addNewReadinessGate("example.com/registered").endSpec();
    assertThat(gates(mutated(withOwn)))
        .containsExactly("example.com/registered", "culvert.dev/attached");
  }

  @Test
  void gateThatIsThere_isNotAddedAgain() {
    Pod before = pod().editSpec().addNewReadinessGate("culvert.dev/attached").endSpec().build();
    assertThat(additions(before)).isEmpty();
  }

  @Test
  void podOnItsNodesNetwork_isLeftAsItIs() {
    Pod before = waiting().editSpec().withHostNetwork(true).endSpec().build();
    assertThat(additions(before, "10.1.0.4")).isEmpty();
  }

  /** The kubelet puts the cluster's server first, and takes three in all. */
  @ParameterizedTest
  @CsvSource({
    "ClusterFirst, 2",
    "ClusterFirstWithHostNet, 2",
    "Default, 2",
    ", 2",
    "None, 3",
  })
  void nameservers_areAsManyAsTakeEffect(String policy, int taken) {
    String[] servers = {"10.1.0.4", "10.1.0.5", "10.1.0.6", "10.1.0.7"};
    Pod after = mutated(pod().editSpec().withDnsPolicy(policy).endSpec(), servers);
    assertThat(nameservers(after))
        .containsExactly(List.of(servers).subList(0, taken).toArray(String[]::new));
  }

  @Test
  void nameservers_comeAfterThePodsOwn_withoutRepetition() {
    assertThat(
            nameservers(mutated(withOwn("None", "192.0.2.1"), "10.1.0.4", "192.0.2.1", "10.1.0.4")))
        .containsExactly("192.0.2.1", "10.1.0.4");
    assertThat(nameservers(mutated(withOwn("ClusterFirst", "192.0.2.1"), "10.1.0.4", "10.1.0.5")))
        .containsExactly("192.0.2.1", "10.1.0.4");
  }

  @Test
  void podWithAsManyNameserversAsItMayHave_keepsThem() {
    assertThat(
            nameservers(
                mutated(withOwn("None", "192.0.2.1", "192.0.2.2", "192.0.2.3"), "10.1.0.4")))
        .containsExactly("192.0.2.1", "192.0.2.2", "192.0.2.3");
    assertThat(
            nameservers(
                mutated(
                    withOwn("ClusterFirst", "192.0.2.1", "192.0.2.2", "192.0.2.3"), "10.1.0.4")))
        .containsExactly("192.0.2.1", "192.0.2.2", "192.0.2.3");
  }

  @Test
  void searchesAndOptionsOfThePod_stay() {
    PodBuilder before =
        pod()
            .editSpec()
            .withNewDnsConfig()
            .withSearches("corp.example")
            .addNewOption("ndots", "1")
            .endDnsConfig()
            .endSpec();
    Pod after = mutated(before, "10.1.0.4");
    assertThat(nameservers(after)).containsExactly("10.1.0.4");
    assertThat(after.getSpec().getDnsConfig().getSearches()).containsExactly("corp.example");
    assertThat(after.getSpec().getDnsConfig().getOptions())
        .isEqualTo(before.build().getSpec().getDnsConfig().getOptions());
  }

  @Test
  void networkWithoutDnsServers_leavesTheResolverAlone() {
    assertThat(mutated(pod()).getSpec().getDnsConfig()).isNull();
  }

  @Test
  void dnsServerOfTheNetwork_doesNotAskItself() {
    PodBuilder server =
        pod().editMetadata().addToAnnotations("culvert.dev/dns-server", "dns1").endMetadata();
    assertThat(mutated(server, "10.1.0.4", "10.1.0.5").getSpec().getDnsConfig()).isNull();
  }

  @Test
  void containerThatWaits_isTheFirstOne() {
    assertThat(initContainers(mutated(waiting()))).containsExactly("culvert-wait-for-network");
    PodBuilder migrating =
        waiting().editSpec().addNewInitContainer().withName("migrate").endInitContainer().endSpec();
    assertThat(initContainers(mutated(migrating)))
        .containsExactly("culvert-wait-for-network", "migrate");
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "", "True", "yes"})
  void podThatDoesNotSayTrue_getsNoContainer(String value) {
    PodBuilder before =
        pod().editMetadata().addToAnnotations("culvert.dev/wait-for-network", value).endMetadata();
    assertThat(initContainers(mutated(before))).isEmpty();
    assertThat(initContainers(mutated(pod()))).isEmpty();
  }

  /** Two containers of one name would be refused. */
  @Test
  void podWithAContainerOfThatName_getsNoOther() {
    PodBuilder before =
        waiting()
            .editSpec()
            .addNewContainer()
            .withName("culvert-wait-for-network")
            .endContainer()
            .endSpec();
    assertThat(initContainers(mutated(before))).isEmpty();
  }

  @Test
  void containerThatWaits_keepsToPodSecurityRestricted() {
    Container container = waitContainer(mutated(waiting()));
    var security = container.getSecurityContext();
    assertThat(security.getRunAsNonRoot()).isTrue();
    assertThat(security.getRunAsUser()).isEqualTo(65532);
    assertThat(security.getAllowPrivilegeEscalation()).isFalse();
    assertThat(security.getReadOnlyRootFilesystem()).isTrue();
    assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
    assertThat(security.getCapabilities().getAdd()).isEmpty();
    assertThat(security.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    assertThat(container.getVolumeMounts()).isEmpty();
    assertThat(container.getImage()).isEqualTo("culvert/node-agent:1.0.0");
    assertThat(container.getImagePullPolicy()).isEqualTo("IfNotPresent");
  }

  @Test
  void containerThatWaits_asksForWhatThePodsFirstContainerAsksFor_andForNoDevice() {
    PodBuilder before =
        waiting()
            .editSpec()
            .editContainer(0)
            .withNewResources()
            .addToRequests("cpu", new Quantity("250m"))
            .addToRequests("memory", new Quantity("64Mi"))
            .addToRequests("example.com/gpu", new Quantity("1"))
            .addToLimits("memory", new Quantity("128Mi"))
            .addToLimits("example.com/gpu", new Quantity("1"))
            .endResources()
            .endContainer()
            .endSpec();
    var resources = waitContainer(mutated(before)).getResources();
    assertThat(resources.getRequests())
        .isEqualTo(Map.of("cpu", new Quantity("250m"), "memory", new Quantity("64Mi")));
    assertThat(resources.getLimits()).isEqualTo(Map.of("memory", new Quantity("128Mi")));
  }

  @Test
  void podThatAsksForNothing_goesOnAskingForNothing() {
    assertThat(waitContainer(mutated(waiting())).getResources()).isNull();
  }

  @Property(tries = 200)
  void mutatedPod_lacksNothing(
      @ForAll boolean ownPolicy,
      @ForAll boolean waits,
      @ForAll boolean gated,
      @ForAll @Size(max = 3) List<@IntRange(min = 1, max = 6) Integer> own,
      @ForAll @Size(max = 9) List<@IntRange(min = 1, max = 6) Integer> network) {
    PodBuilder before = waits ? waiting() : pod();
    before.editSpec().withDnsPolicy(ownPolicy ? "None" : "ClusterFirst").endSpec();
    if (gated) {
      before.editSpec().addNewReadinessGate("culvert.dev/attached").endSpec();
    }
    if (!own.isEmpty()) {
      before.editSpec().withNewDnsConfig().withNameservers(addresses(own)).endDnsConfig().endSpec();
    }
    Pod after = mutated(before, addresses(network));
    assertThat(additions(after, addresses(network))).isEmpty();
    assertThat(gates(after)).containsExactly("culvert.dev/attached");
    if (after.getSpec().getDnsConfig() != null) {
      assertThat(nameservers(after)).hasSizeLessThanOrEqualTo(3);
      assertThat(nameservers(after).subList(0, own.size())).containsExactly(addresses(own));
    }
  }

  private static String[] addresses(List<Integer> lastBytes) {
    return lastBytes.stream().map(last -> "10.1.0." + last).toArray(String[]::new);
  }

  private static PodBuilder waiting() {
    return pod()
        .editMetadata()
        .addToAnnotations("culvert.dev/wait-for-network", "true")
        .endMetadata();
  }

  private static PodBuilder withOwn(String policy, String... nameservers) {
    return pod()
        .editSpec()
        .withDnsPolicy(policy)
        .withNewDnsConfig()
        .withNameservers(nameservers)
        .endDnsConfig()
        .endSpec();
  }

  private static List<Addition> additions(Pod pod, String... dnsServers) {
    return PodMutation.of(pod, servers(dnsServers), Patched.WAIT);
  }

  private static List<String> gates(Pod pod) {
    return pod.getSpec().getReadinessGates().stream()
        .map(PodReadinessGate::getConditionType)
        .toList();
  }

  private static List<String> nameservers(Pod pod) {
    return pod.getSpec().getDnsConfig().getNameservers();
  }

  private static List<String> initContainers(Pod pod) {
    return pod.getSpec().getInitContainers().stream().map(Container::getName).toList();
  }

  private static Container waitContainer(Pod pod) {
    return pod.getSpec().getInitContainers().getFirst();
  }
}
