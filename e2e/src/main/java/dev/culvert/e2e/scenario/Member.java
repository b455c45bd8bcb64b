package dev.culvert.e2e.scenario;

import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.AddressClaim;
import dev.culvert.crds.v1alpha1.AddressClaimStatus;
import dev.culvert.crds.v1alpha1.AddressHolder;
import dev.culvert.e2e.cluster.TestCluster;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A pod on a network, as careful users make them: it keeps to Pod Security {@code restricted} and
 * has no capability.
 */
public final class Member implements Host {
  /** The image of pods that look at packets. */
  public static final String TOOLS = "culvert/e2e-tools:dev";

  /** The image of pods that are there by the hundred. */
  public static final String BUSYBOX = "busybox:1.37";

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final TestCluster cluster;
  private final String namespace;
  private final String name;

  private Member(TestCluster cluster, String namespace, String name) {
    this.cluster = cluster;
    this.namespace = namespace;
    this.name = name;
  }

  /** The pod as it is created: on that network and subnet of its own namespace, on any node. */
  public static PodBuilder pod(String namespace, String name, String network, String subnet) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(namespace)
        .addToLabels("culvert.dev/virtual-network", network)
        .addToLabels("culvert.dev/subnet", subnet)
        .endMetadata()
        .withNewSpec()
        .withTerminationGracePeriodSeconds(0L)
        .withNewSecurityContext()
        .withRunAsNonRoot(true)
        .withRunAsUser(65534L)
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        // Lets it ping without any capability.
        .addNewSysctl("net.ipv4.ping_group_range", "0 2147483647")
        .endSecurityContext()
        .addNewContainer()
        .withName("main")
        .withImage(TOOLS)
        .withImagePullPolicy("Never")
        .withNewSecurityContext()
        .withAllowPrivilegeEscalation(false)
        .withNewCapabilities()
        .addToDrop("ALL")
        .endCapabilities()
        .endSecurityContext()
        .endContainer()
        .endSpec();
  }

  /** Creates a pod that {@link #pod} gave, or one like it. */
  public static Member create(TestCluster cluster, Pod pod) {
    cluster.nodes().forEach(node -> Tools.on(cluster, node)); // whose images it is made of
    Pod created = cluster.client().resource(pod).create();
    return new Member(
        cluster, created.getMetadata().getNamespace(), created.getMetadata().getName());
  }

  /** Creates a pod on the frontend of a network, on that node, and waits until it is attached. */
  public static Member on(Side side, String name, String node) {
    Member member =
        create(
            side.cluster(),
            pod(side.namespace(), name, side.name(), "frontend")
                .editSpec()
                .withNodeName(node)
                .endSpec()
                .build());
    member.awaitAttached();
    return member;
  }

  /** A pod that is there already. */
  public static Member of(TestCluster cluster, String namespace, String name) {
    return new Member(cluster, namespace, name);
  }

  /** The pod as it is now. */
  public Pod pod() {
    return cluster.client().pods().inNamespace(namespace).withName(name).require();
  }

  /** The name of the node it runs on. */
  public String node() {
    return pod().getSpec().getNodeName();
  }

  /** The claim of the pod's address, of any network; empty until it has one. */
  public Optional<AddressClaim> claim() {
    String uid = pod().getMetadata().getUid();
    return cluster
        .client()
        .resources(AddressClaim.class)
        .inAnyNamespace()
        .list()
        .getItems()
        .stream()
        .filter(claim -> isHeldBy(claim.getSpec().holder(), uid))
        .findFirst();
  }

  /** Waits until the pod runs and its node says that it is attached. */
  public Member awaitAttached() {
    await(namespace + "/" + name + " attached")
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(50))
        .until(this::isAttached);
    return this;
  }

  /** Whether it runs and its node says that it is attached. */
  public boolean isAttached() {
    Pod pod = pod();
    return "Running".equals(pod.getStatus().getPhase())
        && claim()
            .map(AddressClaim::getStatus)
            .filter(status -> pod.getMetadata().getUid().equals(status.holderUid()))
            .filter(status ->
                status.conditions().stream()
                    .anyMatch(c ->
                        c.type().equals(AddressClaimStatus.ATTACHED) && c.status().equals("True")))
            .isPresent();
  }

  @Override
  public String address() {
    return claim()
        .map(claim -> claim.getSpec().address())
        .orElseThrow(() -> new AssertionError(namespace + "/" + name + " has no address"));
  }

  /** Runs a line of shell in the pod's container, without the API server. */
  @Override
  public String shell(String line) {
    PodContainer container = PodContainer.of(cluster, pod());
    return container.node().exec(command(container, line));
  }

  /** Starts a line of shell in the pod's container; stdout and stderr come as one stream. */
  public Process start(String line) {
    PodContainer container = PodContainer.of(cluster, pod());
    return container.node().start(command(container, line));
  }

  /** Starts sending echo requests, ten a second. */
  public Ping ping(String target, int count) {
    return Ping.of(start(Ping.command(address(), target, count)), count);
  }

  /** Whether an echo request to the address is answered within a second. */
  public boolean reaches(String target) {
    return shell("ping -c 1 -W 1 %s >/dev/null 2>&1 && echo yes || true".formatted(target))
        .strip()
        .equals("yes");
  }

  /** Deletes the pod, and does not wait. */
  public void delete() {
    cluster.client().pods().inNamespace(namespace).withName(name).withGracePeriod(0).delete();
  }

  /** Lets the pod end in a second, and waits until the API server has it no more. */
  public void deleteAndAwait() {
    Resource<Pod> pod = cluster.client().pods().inNamespace(namespace).withName(name);
    pod.withGracePeriod(1).delete();
    await(namespace + "/" + name + " is gone").atMost(LIMIT).until(() -> pod.get() == null);
  }

  private static boolean isHeldBy(@Nullable AddressHolder holder, String uid) {
    return holder != null && holder.uid().equals(uid);
  }

  private static String[] command(PodContainer container, String line) {
    return new String[] {
      "ctr",
      "-n",
      "k8s.io",
      "task",
      "exec",
      "--exec-id",
      "member-" + System.nanoTime(),
      container.id(),
      "sh",
      "-c",
      line
    };
  }
}
