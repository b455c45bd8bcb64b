package dev.culvert.e2e.faults;

import dev.culvert.crds.v1alpha1.ConnectionState;
import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.e2e.scenario.Side;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every state that a connection says it is in, from now on, without repetitions. */
final class StateHistory implements AutoCloseable {
  private final List<ConnectionState> states = Collections.synchronizedList(new ArrayList<>());
  private final SharedIndexInformer<GatewayConnection> informer;

  private StateHistory(Side from, Side to) {
    informer =
        from.cluster()
            .client()
            .resources(GatewayConnection.class)
            .inNamespace(from.namespace())
            .withName("to-" + to.name())
            .inform(
                new ResourceEventHandler<>() {
                  @Override
                  public void onAdd(GatewayConnection found) {
                    add(found);
                  }

                  @Override
                  public void onUpdate(GatewayConnection before, GatewayConnection after) {
                    add(after);
                  }

                  @Override
                  public void onDelete(GatewayConnection last, boolean unknown) {
                    add(null);
                  }
                });
  }

  /** Watches the connection of one side to the other. */
  static StateHistory of(Side from, Side to) {
    return new StateHistory(from, to);
  }

  private void add(@Nullable GatewayConnection seen) {
    ConnectionState state =
        seen == null || seen.getStatus() == null || seen.getStatus().state() == null
            ? ConnectionState.UNKNOWN
            : seen.getStatus().state();
    if (states.isEmpty() || states.getLast() != state) {
      states.add(state);
    }
  }

  /** The states in their order. */
  List<ConnectionState> states() {
    return List.copyOf(states);
  }

  @Override
  public void close() {
    informer.close();
  }
}
