package dev.culvert.operator.gateway;

import dev.culvert.crds.v1alpha1.ExposureType;
import dev.culvert.gateway.contract.Contract;
import dev.culvert.operator.plan.GatewayWish;
import dev.culvert.operator.plan.IkePorts;
import dev.culvert.operator.plan.Names;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A gateway's Deployment: one pod, re-created rather than rolled, since two pods of one slot would
 * hold the same tunnels. Every value is written as the API server would normalise it, so that
 * applying it again changes nothing.
 */
final class GatewayDeployment {
  private static final String RUN = "run";
  private static final String CONFIG = "config";
  private static final String TLS = "tls";

  /** A lost node's gateway comes up elsewhere after this many seconds. */
  private static final long LOST_NODE_SECONDS = 10;

  /** Enough for charon to say DELETE for each tunnel. */
  private static final long GRACE_SECONDS = 3;

  private final GatewaySettings settings;
  private final GatewayObjects objects;

  GatewayDeployment(GatewaySettings settings, GatewayObjects objects) {
    this.settings = settings;
    this.objects = objects;
  }

  Deployment render(GatewayWish wish, String location) {
    return new DeploymentBuilder()
        .withMetadata(objects.metadata(wish.name()))
        .withNewSpec()
        .withReplicas(1)
        .withRevisionHistoryLimit(1)
        .withNewStrategy()
        .withType("Recreate")
        .endStrategy()
        .withNewSelector()
        .withMatchLabels(objects.selector())
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(objects.labels())
        .endMetadata()
        .withSpec(podSpec(wish, location))
        .endTemplate()
        .endSpec()
        .build();
  }

  private PodSpec podSpec(GatewayWish wish, String location) {
    Map<String, String> nodeSelector = settings.locations().getOrDefault(location, Map.of());
    return new PodSpecBuilder()
        .withAutomountServiceAccountToken(false)
        .withEnableServiceLinks(false)
        .withTerminationGracePeriodSeconds(GRACE_SECONDS)
        .withPriorityClassName(settings.priorityClass().orElse(null))
        .withImagePullSecrets(
            settings.imagePullSecrets().stream().map(LocalObjectReference::new).toList())
        .withNodeSelector(nodeSelector.isEmpty() ? null : nodeSelector)
        .withAffinity(settings.nodes().isEmpty() ? null : onNodesWith(settings.nodes()))
        .withTolerations(
            toleration("node.kubernetes.io/not-ready"),
            toleration("node.kubernetes.io/unreachable"))
        .withNewSecurityContext()
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        // Lets the gateway ping without CAP_NET_RAW; one of the sysctls Kubernetes calls safe.
        .addNewSysctl("net.ipv4.ping_group_range", "0 0")
        .endSecurityContext()
        .withContainers(container(wish))
        .addNewVolume()
        .withName(CONFIG)
        .withNewSecret()
        .withSecretName(Names.configSecret(wish.name()))
        .withDefaultMode(0400)
        .endSecret()
        .endVolume()
        .addNewVolume()
        .withName(TLS)
        .withNewSecret()
        .withSecretName(Names.tlsSecret(wish.name()))
        .withDefaultMode(0400)
        .endSecret()
        .endVolume()
        .addNewVolume()
        .withName(RUN)
        .withNewEmptyDir()
        .withMedium("Memory")
        .withSizeLimit(new Quantity("16Mi"))
        .endEmptyDir()
        .endVolume()
        .build();
  }

  /** Holds beside a node selector, which may name the same labels. */
  private static Affinity onNodesWith(Map<String, String> labels) {
    return new AffinityBuilder()
        .withNewNodeAffinity()
        .withNewRequiredDuringSchedulingIgnoredDuringExecution()
        .addNewNodeSelectorTerm()
        .withMatchExpressions(
            new TreeMap<>(labels)
                .entrySet().stream()
                    .map(label ->
                        new NodeSelectorRequirement(
                            label.getKey(), "In", List.of(label.getValue())))
                    .toList())
        .endNodeSelectorTerm()
        .endRequiredDuringSchedulingIgnoredDuringExecution()
        .endNodeAffinity()
        .build();
  }

  private Container container(GatewayWish wish) {
    return new ContainerBuilder()
        .withName("gateway")
        .withImage(settings.image())
        .withImagePullPolicy(settings.imagePullPolicy())
        .addNewEnv()
        .withName("CULVERT_GATEWAY")
        .withValue(wish.name())
        .endEnv()
        .addNewEnv()
        .withName("CULVERT_OUTSIDE_ADDRESS")
        .withNewValueFrom()
        .withNewFieldRef("v1", "status.podIP")
        .endValueFrom()
        .endEnv()
        .withPorts(
            ikePort("ike", IkePorts.IKE, wish), ikePort("ike-nat-t", IkePorts.NAT_TRAVERSAL, wish))
        .addNewPort()
        .withName("agent")
        .withContainerPort(Contract.API_PORT)
        .withProtocol("TCP")
        .endPort()
        .addNewPort()
        .withName("probes")
        .withContainerPort(Contract.PROBE_PORT)
        .withProtocol("TCP")
        .endPort()
        .withResources(
            Optional.ofNullable(settings.resources().get(wish.gateway().sku()))
                .orElseGet(() -> GatewayResources.of(wish.gateway().sku())))
        .withLivenessProbe(probe("/livez", 5, 4))
        .withReadinessProbe(probe("/readyz", 2, 3))
        .withSecurityContext(security())
        .addNewVolumeMount()
        .withName(CONFIG)
        .withMountPath("/etc/culvert/config")
        .withReadOnly(true)
        .endVolumeMount()
        .addNewVolumeMount()
        .withName(TLS)
        .withMountPath("/etc/culvert/tls")
        .withReadOnly(true)
        .endVolumeMount()
        .addNewVolumeMount()
        .withName(RUN)
        .withMountPath("/run/culvert")
        .endVolumeMount()
        .build();
  }

  private static ContainerPort ikePort(String name, int number, GatewayWish wish) {
    boolean onHost = wish.gateway().exposed().type() == ExposureType.HOST_PORT;
    return new ContainerPortBuilder()
        .withName(name)
        .withContainerPort(number)
        .withHostPort(onHost ? number : null)
        .withProtocol("UDP")
        .build();
  }

  /** NET_ADMIN for interfaces and the packet filter, MKNOD for the userspace dataplane's device. */
  private static SecurityContext security() {
    return new SecurityContextBuilder()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withRunAsUser(0L)
        .withNewCapabilities()
        .withDrop("ALL")
        .withAdd("NET_ADMIN", "NET_BIND_SERVICE", "MKNOD")
        .endCapabilities()
        .build();
  }

  private static Probe probe(String path, int periodSeconds, int failures) {
    return new ProbeBuilder()
        .withNewHttpGet()
        .withPath(path)
        .withPort(new IntOrString(Contract.PROBE_PORT))
        .withScheme("HTTP")
        .endHttpGet()
        .withPeriodSeconds(periodSeconds)
        .withFailureThreshold(failures)
        .withTimeoutSeconds(2)
        .build();
  }

  private static Toleration toleration(String key) {
    return new TolerationBuilder()
        .withKey(key)
        .withOperator("Exists")
        .withEffect("NoExecute")
        .withTolerationSeconds(LOST_NODE_SECONDS)
        .build();
  }
}
