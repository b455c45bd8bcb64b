package dev.culvert.operator.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Info;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The operator's metrics: one registry, and the listeners that fill it. */
public final class OperatorMetrics {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ReconcileMetrics reconciles = new ReconcileMetrics(registry);
  private final LinkMetrics links = new LinkMetrics(registry);

  /**
   * Metrics of the operator of the given version: {@code culvert_build_info}, and memory, threads
   * and processor time of the Java runtime.
   */
  public OperatorMetrics(String version) {
    Info.builder()
        .name("culvert_build_info")
        .help("The version that runs")
        .labelNames("version", "java")
        .register(registry.getPrometheusRegistry())
        .addLabelValues(version, Runtime.version().toString());
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
  }

  /** Durations and failures of reconciliations, to be given to the operator framework. */
  public ReconcileMetrics reconciles() {
    return reconciles;
  }

  /** Reconnects and pushes, to be given to the links. */
  public LinkMetrics links() {
    return links;
  }

  /** {@code culvert_gateways}: how many gateways are in each phase. */
  public <E extends Enum<E>> void countGateways(Class<E> phases, Supplier<Map<E, Long>> count) {
    countByState("culvert.gateways", "Gateways by state", phases, count);
  }

  /** {@code culvert_connections}: how many connections are in each state. */
  public <E extends Enum<E>> void countConnections(Class<E> states, Supplier<Map<E, Long>> count) {
    countByState("culvert.connections", "Connections by state", states, count);
  }

  /** {@code culvert_rollouts}: how many gateways wait for a change of their pod, and so on. */
  public <E extends Enum<E>> void countRollouts(Class<E> parts, Supplier<Map<E, Long>> count) {
    countByState("culvert.rollouts", "Gateways by their part in a rollout", parts, count);
  }

  /** Everything counted so far, in Prometheus' text format 0.0.4. */
  public String text() {
    return registry.scrape();
  }

  private <E extends Enum<E>> void countByState(
      String name, String help, Class<E> states, Supplier<Map<E, Long>> count) {
    for (E state : states.getEnumConstants()) {
      Gauge.builder(name, count, counts -> counts.get().getOrDefault(state, 0L))
          .description(help)
          .tag("state", camelCase(state.name()))
          .strongReference(true)
          .register(registry);
    }
  }

  /** {@code PARTIALLY_CONNECTED} as status writes it: {@code PartiallyConnected}. */
  private static String camelCase(String constant) {
    return Stream.of(constant.split("_"))
        .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining());
  }
}
