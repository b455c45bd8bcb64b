package dev.culvert.operator.catalog;

import dev.culvert.operator.gateway.GatewayObjects;
import dev.culvert.operator.plan.Names;
import dev.culvert.operator.plan.NetworkKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The objects the operator makes for gateways, as informers see them, and look-ups in them. */
public final class GatewayCatalog {
  private final String namespace;
  private final ObjectCache<Secret> secrets;
  private final ObjectCache<Service> services;
  private final ObjectCache<Deployment> deployments;
  private final ObjectCache<NetworkPolicy> networkPolicies;
  private final ObjectCache<Pod> pods;

  GatewayCatalog(KubernetesClient client, String namespace, Consumer<NetworkKey> onNetwork) {
    this.namespace = namespace;
    Consumer<HasMetadata> ofGateway = object -> network(object).ifPresent(onNetwork);
    this.secrets = cache(client, Secret.class, Changes::ofVersion, ofGateway);
    this.services = cache(client, Service.class, Changes::ofVersion, ofGateway);
    this.networkPolicies = cache(client, NetworkPolicy.class, Changes::ofGeneration, ofGateway);
    this.deployments =
        cache(
            client,
            Deployment.class,
            (a, b) ->
                Changes.ofGeneration(a, b)
                    || !Objects.equals(
                        a.getStatus().getReadyReplicas(), b.getStatus().getReadyReplicas()),
            ofGateway);
    this.pods =
        cache(
            client,
            Pod.class,
            (a, b) -> !Objects.equals(a.getStatus(), b.getStatus()) || Changes.ofLife(a, b),
            pod -> networkOf(pod).ifPresent(onNetwork));
  }

  /** A Secret of a gateway. */
  public Optional<Secret> secret(String name) {
    return secrets.get(namespace, name);
  }

  /** The Service of a gateway. */
  public Optional<Service> service(String gateway) {
    return services.get(namespace, gateway);
  }

  /** The Service by which peers outside reach a gateway. */
  public Optional<Service> publicService(String gateway) {
    return services.get(namespace, Names.publicService(gateway));
  }

  /** The Deployment of a gateway. */
  public Optional<Deployment> deployment(String gateway) {
    return deployments.get(namespace, gateway);
  }

  /** The NetworkPolicy of a gateway. */
  public Optional<NetworkPolicy> networkPolicy(String gateway) {
    return networkPolicies.get(namespace, gateway);
  }

  /** Every gateway's Deployment. */
  public Stream<Deployment> deployments() {
    return deployments.all();
  }

  /** The pods of a gateway, those going away left out, newest first. */
  public List<Pod> pods(String gateway) {
    return pods.all()
        .filter(p -> gateway.equals(p.getMetadata().getLabels().get(GatewayObjects.GATEWAY_LABEL)))
        .filter(p -> !p.isMarkedForDeletion())
        .sorted((a, b) ->
            b.getMetadata()
                .getCreationTimestamp()
                .compareTo(a.getMetadata().getCreationTimestamp()))
        .toList();
  }

  /** Every object. */
  public Stream<HasMetadata> objects() {
    return Stream.of(secrets, services, networkPolicies, deployments).flatMap(ObjectCache::all);
  }

  /** Takes over what the API server answered to a write of a gateway's Secret. */
  public void wrote(Secret secret) {
    secrets.put(secret);
  }

  /** Takes over what the API server answered to a write of a gateway's Service. */
  public void wrote(Service service) {
    services.put(service);
  }

  /** The network whose gateway the object belongs to, as its annotation says. */
  public static Optional<NetworkKey> network(HasMetadata object) {
    Map<String, String> annotations = object.getMetadata().getAnnotations();
    String text = annotations == null ? null : annotations.get(GatewayObjects.NETWORK_ANNOTATION);
    int slash = text == null ? -1 : text.indexOf('/');
    return text == null || slash < 0
        ? Optional.empty()
        : Optional.of(new NetworkKey(text.substring(0, slash), text.substring(slash + 1)));
  }

  private Optional<NetworkKey> networkOf(Pod pod) {
    return Optional.ofNullable(pod.getMetadata().getLabels().get(GatewayObjects.GATEWAY_LABEL))
        .flatMap(this::deployment)
        .flatMap(GatewayCatalog::network);
  }

  private <T extends HasMetadata> ObjectCache<T> cache(
      KubernetesClient client,
      Class<T> kind,
      BiPredicate<? super T, ? super T> matters,
      Consumer<? super T> onChange) {
    return new ObjectCache<>(
        List.of(
            Feed.of(
                client
                    .resources(kind)
                    .inNamespace(namespace)
                    .withLabels(GatewayObjects.COMPONENT)
                    .runnableInformer(0))),
        matters::test,
        onChange::accept);
  }

  Stream<ObjectCache<?>> all() {
    return Stream.of(secrets, services, networkPolicies, deployments, pods);
  }
}
