package dev.culvert.e2e.cluster;

import dev.culvert.e2e.wan.AddressPool;
import io.fabric8.kubernetes.api.model.LoadBalancerStatusBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.HashMap;
import java.util.Map;

/**
 * What a cloud does for Services of type LoadBalancer: gives each without a class an address of the
 * WAN, has the node answer to it, and says so in its status; kube-proxy does the rest. With the
 * Service the address goes. At its end all addresses go, and what statuses say stays.
 */
public final class LoadBalancer implements AutoCloseable {
  private final TestCluster cluster;
  private final AddressPool pool;
  private final Map<String, String> addresses = new HashMap<>();
  private final SharedIndexInformer<Service> services;
  private boolean holdsBack;
  private boolean isClosed;

  private LoadBalancer(TestCluster cluster) {
    this.cluster = cluster;
    this.pool = cluster.seat().loadBalancerAddresses();
    this.services = cluster.client().services().inAnyNamespace().inform(new Handler());
  }

  /** Serves a cluster's Services, those that are there already too. */
  public static LoadBalancer of(TestCluster cluster) {
    return new LoadBalancer(cluster);
  }

  /** Leaves Services that have no address yet without one. */
  public synchronized void holdBack() {
    holdsBack = true;
  }

  /**
   * Serves every Service there is, those that were held back and those whose addresses the node has
   * lost by a restart.
   */
  public synchronized void goOn() {
    holdsBack = false;
    services.getStore().list().forEach(this::settle);
  }

  /**
   * Gives a Service another address in place of the one it has.
   *
   * @return the new one
   * @throws IllegalStateException when it has none
   */
  public synchronized String changeAddress(String namespace, String name) {
    Service service = cluster.client().services().inNamespace(namespace).withName(name).require();
    String uid = service.getMetadata().getUid();
    String former = addresses.get(uid);
    if (former == null) {
      throw new IllegalStateException(
          "Service %s/%s has no address to be changed".formatted(namespace, name));
    }
    addresses.put(uid, pool.take());
    settle(service);
    release(former);
    return addresses.get(uid);
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    services.close();
    addresses.values().forEach(this::release);
    addresses.clear();
  }

  private synchronized void settle(Service service) {
    String uid = service.getMetadata().getUid();
    if (isClosed) {
      return;
    }
    if (!isToBeServed(service)) {
      forget(uid);
    } else if (addresses.containsKey(uid) || !holdsBack) {
      String address = addresses.computeIfAbsent(uid, key -> pool.take());
      cluster.node().addAddress(address);
      publish(service.getMetadata(), address);
    }
  }

  private synchronized void forget(String uid) {
    String address = addresses.remove(uid);
    if (address != null) {
      release(address);
    }
  }

  private void release(String address) {
    cluster.node().removeAddress(address);
    pool.giveBack(address);
  }

  private void publish(ObjectMeta service, String address) {
    var resource =
        cluster.client().services().inNamespace(service.getNamespace()).withName(service.getName());
    Service found = resource.get();
    if (found == null || address.equals(publishedBy(found))) {
      return;
    }
    found
        .getStatus()
        .setLoadBalancer(
            new LoadBalancerStatusBuilder().addNewIngress().withIp(address).endIngress().build());
    cluster.client().resource(found).patchStatus();
  }

  private static String publishedBy(Service service) {
    var ingress = service.getStatus().getLoadBalancer().getIngress();
    return ingress.isEmpty() ? "" : ingress.getFirst().getIp();
  }

  private static boolean isToBeServed(Service service) {
    return "LoadBalancer".equals(service.getSpec().getType())
        && service.getSpec().getLoadBalancerClass() == null
        && service.getMetadata().getDeletionTimestamp() == null;
  }

  private final class Handler implements ResourceEventHandler<Service> {
    @Override
    public void onAdd(Service service) {
      settle(service);
    }

    @Override
    public void onUpdate(Service former, Service service) {
      settle(service);
    }

    @Override
    public void onDelete(Service service, boolean isFinalStateUnknown) {
      forget(service.getMetadata().getUid());
    }
  }
}
