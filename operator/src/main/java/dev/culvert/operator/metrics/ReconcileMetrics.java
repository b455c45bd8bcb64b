package dev.culvert.operator.metrics;

import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/**
 * Counts what reconcilers do: {@code culvert_reconcile_seconds} by controller and operation
 * (reconcile or cleanup), failed ones included, and {@code culvert_reconcile_failures_total}.
 */
public final class ReconcileMetrics implements Metrics {
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(5),
    Duration.ofMillis(20),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(2),
    Duration.ofSeconds(10)
  };

  private final MeterRegistry registry;

  ReconcileMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public <T> T timeControllerExecution(ControllerExecution<T> execution) throws Exception {
    Counter failures = failures(execution);
    Timer.Sample sample = Timer.start(registry);
    boolean succeeded = false;
    try {
      T result = execution.execute();
      succeeded = true;
      return result;
    } finally {
      sample.stop(timer(execution));
      if (!succeeded) {
        failures.increment();
      }
    }
  }

  private Counter failures(ControllerExecution<?> execution) {
    return Counter.builder("culvert.reconcile.failures")
        .description("Reconciliations that ended with an error and are tried again")
        .tag("controller", execution.controllerName())
        .register(registry);
  }

  private Timer timer(ControllerExecution<?> execution) {
    return Timer.builder("culvert.reconcile")
        .description("How long reconciliations take")
        .tag("controller", execution.controllerName())
        .tag("operation", execution.name())
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }
}
