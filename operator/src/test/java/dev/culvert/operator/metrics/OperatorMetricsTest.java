package dev.culvert.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.crds.v1alpha1.ConnectionState;
import dev.culvert.crds.v1alpha1.GatewayPhase;
import dev.culvert.operator.link.PushResult;
import io.javaoperatorsdk.operator.api.monitoring.Metrics.ControllerExecution;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class OperatorMetricsTest {
  private final OperatorMetrics metrics = new OperatorMetrics("1.2.3");

  @Test
  void buildInfo_namesTheVersion() {
    assertThat(metrics.text())
        .containsPattern("culvert_build_info\\{java=\"25.*\",version=\"1.2.3\"} 1");
  }

  @Test
  void states_areCountedAnew_andEachStateIsThere() {
    var counts = new AtomicReference<>(Map.of(ConnectionState.CONNECTED, 3L));
    metrics.countConnections(ConnectionState.class, counts::get);
    metrics.countGateways(GatewayPhase.class, () -> Map.of(GatewayPhase.PROVISIONED, 2L));
    assertThat(metrics.text())
        .contains("culvert_connections{state=\"Connected\"} 3.0")
        .contains("culvert_connections{state=\"PartiallyConnected\"} 0.0")
        .contains("culvert_gateways{state=\"Provisioned\"} 2.0")
        .contains("culvert_gateways{state=\"NotProvisioned\"} 0.0");
    counts.set(Map.of(ConnectionState.UNKNOWN, 3L));
    assertThat(metrics.text())
        .contains("culvert_connections{state=\"Connected\"} 0.0")
        .contains("culvert_connections{state=\"Unknown\"} 3.0");
  }

  @Test
  void reconciliations_areTimed_andFailuresCountedAndPassedOn() throws Exception {
    var failure = new IOException("no answer");
    assertThat(metrics.reconciles().timeControllerExecution(execution(() -> "done")))
        .isEqualTo("done");
    assertThatThrownBy(() ->
            metrics
                .reconciles()
                .timeControllerExecution(
                    execution(() -> {
                      throw failure;
                    })))
        .isSameAs(failure);
    assertThat(metrics.text())
        .contains("culvert_reconcile_failures_total{controller=\"networks\"} 1.0")
        .contains(
            "culvert_reconcile_seconds_count{controller=\"networks\",operation=\"reconcile\"} 2");
  }

  @Test
  void pushesAndReconnects_areCounted() {
    assertThat(metrics.text())
        .contains("culvert_link_reconnects_total 0.0")
        .contains("culvert_pushes_total{result=\"applied\"} 0.0");
    metrics.links().onConnect(false);
    metrics.links().onConnect(true);
    metrics.links().onPush(new PushResult.Unreachable("no connection"));
    metrics.links().onPush(new PushResult.Rejected("no children"));
    metrics.links().onPush(new PushResult.Rejected("no children"));
    assertThat(metrics.text())
        .contains("culvert_link_reconnects_total 1.0")
        .contains("culvert_pushes_total{result=\"unreachable\"} 1.0")
        .contains("culvert_pushes_total{result=\"rejected\"} 2.0")
        .contains("culvert_pushes_total{result=\"refused\"} 0.0");
  }

  @Test
  void noSeries_namesAnObject() throws Exception {
    metrics.reconciles().timeControllerExecution(execution(() -> "done"));
    assertThat(metrics.text()).doesNotContain("vnet1").doesNotContain("team-a");
  }

  private static <T> ControllerExecution<T> execution(Callable<T> body) {
    return new ControllerExecution<>() {
      @Override
      public String name() {
        return "reconcile";
      }

      @Override
      public String controllerName() {
        return "networks";
      }

      @Override
      public String successTypeName(T result) {
        return "patchStatus";
      }

      @Override
      public ResourceID resourceID() {
        return new ResourceID("vnet1", "team-a");
      }

      @Override
      public Map<String, Object> metadata() {
        return Map.of();
      }

      @Override
      public T execute() throws Exception {
        return body.call();
      }
    };
  }
}
