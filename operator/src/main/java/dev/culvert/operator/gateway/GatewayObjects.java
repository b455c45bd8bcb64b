package dev.culvert.operator.gateway;

import dev.culvert.gateway.contract.Contract;
import dev.culvert.operator.plan.GatewayWish;
import dev.culvert.operator.plan.IkePorts;
import dev.culvert.operator.plan.Names;
import dev.culvert.operator.plan.NetworkKey;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Metadata, Service and NetworkPolicy of a gateway, and the labels by which they are found. */
public final class GatewayObjects {
  /** Names the gateway an object belongs to. */
  public static final String GATEWAY_LABEL = "culvert.dev/gateway";

  /** Selects every object that belongs to a gateway. */
  public static final Map<String, String> COMPONENT =
      Map.of(
          "app.kubernetes.io/name", "culvert",
          "app.kubernetes.io/component", "gateway",
          "app.kubernetes.io/managed-by", "culvert");

  /** {@code <namespace>/<name>} of the VirtualNetwork. */
  public static final String NETWORK_ANNOTATION = "culvert.dev/virtual-network";

  /** The VirtualNetwork's UID. */
  public static final String NETWORK_UID_ANNOTATION = "culvert.dev/virtual-network-uid";

  private static final int API = Contract.API_PORT;
  private static final int PROBES = Contract.PROBE_PORT;

  private final GatewaySettings settings;
  private final NetworkKey network;
  private final String networkUid;
  private final String name;

  /** Renders objects for the gateway of the given network. */
  public GatewayObjects(GatewaySettings settings, NetworkKey network, String networkUid) {
    this.settings = settings;
    this.network = network;
    this.networkUid = networkUid;
    this.name = Names.gateway(networkUid);
  }

  /** The gateway's Deployment. */
  public Deployment deployment(GatewayWish wish, String location) {
    return new GatewayDeployment(settings, this).render(wish, location);
  }

  /** What every object of the gateway is labelled with. */
  public Map<String, String> labels() {
    var labels = new TreeMap<>(COMPONENT);
    labels.put(GATEWAY_LABEL, name);
    return labels;
  }

  /** What selects the gateway's pod. */
  public Map<String, String> selector() {
    return Map.of(GATEWAY_LABEL, name);
  }

  /** Metadata of an object of the gateway. */
  public ObjectMeta metadata(String objectName) {
    return new ObjectMetaBuilder()
        .withName(objectName)
        .withNamespace(settings.namespace())
        .withLabels(labels())
        .addToAnnotations(NETWORK_ANNOTATION, network.toString())
        .addToAnnotations(NETWORK_UID_ANNOTATION, networkUid)
        .build();
  }

  /**
   * The address other gateways dial. Pods that are not ready take part: IKE waits for nobody, and
   * readiness must not stand between two gateways that come up together.
   */
  public Service service() {
    return new ServiceBuilder()
        .withMetadata(metadata(name))
        .withNewSpec()
        .withType("ClusterIP")
        .withPublishNotReadyAddresses(true)
        .withSelector(selector())
        .addNewPort()
        .withName("ike")
        .withProtocol("UDP")
        .withPort(IkePorts.IKE)
        .withTargetPort(new IntOrString(IkePorts.IKE))
        .endPort()
        .addNewPort()
        .withName("ike-nat-t")
        .withProtocol("UDP")
        .withPort(IkePorts.NAT_TRAVERSAL)
        .withTargetPort(new IntOrString(IkePorts.NAT_TRAVERSAL))
        .endPort()
        .endSpec()
        .build();
  }

  /** The Service peers outside dial, where there is one. */
  public Optional<Service> publicService(GatewayWish wish) {
    return new PublicService(settings.exposures(), this).render(wish);
  }

  /**
   * Anybody may knock at IKE, the operator alone at the agent. What goes out is left to the
   * gateway's own packet filter: a NetworkPolicy cannot tell IKE from anything else over UDP.
   */
  public NetworkPolicy networkPolicy() {
    return new NetworkPolicyBuilder()
        .withMetadata(metadata(name))
        .withNewSpec()
        .withNewPodSelector()
        .withMatchLabels(selector())
        .endPodSelector()
        .withPolicyTypes("Ingress")
        .addNewIngress()
        .addNewPort()
        .withProtocol("UDP")
        .withPort(new IntOrString(IkePorts.IKE))
        .endPort()
        .addNewPort()
        .withProtocol("UDP")
        .withPort(new IntOrString(IkePorts.NAT_TRAVERSAL))
        .endPort()
        .endIngress()
        .addNewIngress()
        .addNewFrom()
        .withNewNamespaceSelector()
        .addToMatchLabels("kubernetes.io/metadata.name", settings.operatorNamespace())
        .endNamespaceSelector()
        .withNewPodSelector()
        .addToMatchLabels("app.kubernetes.io/name", "culvert")
        .addToMatchLabels("app.kubernetes.io/component", "operator")
        .endPodSelector()
        .endFrom()
        .addNewPort()
        .withProtocol("TCP")
        .withPort(new IntOrString(API))
        .endPort()
        .endIngress()
        .addNewIngress()
        .addNewPort()
        .withProtocol("TCP")
        .withPort(new IntOrString(PROBES))
        .endPort()
        .endIngress()
        .endSpec()
        .build();
  }
}
