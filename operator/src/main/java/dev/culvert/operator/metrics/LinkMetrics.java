package dev.culvert.operator.metrics;

import dev.culvert.operator.link.LinkObserver;
import dev.culvert.operator.link.PushResult;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts what links do: {@code culvert_link_reconnects_total}, and {@code culvert_pushes_total} by
 * result.
 */
public final class LinkMetrics implements LinkObserver {
  private final Counter reconnects;
  private final Counter applied;
  private final Counter refused;
  private final Counter rejected;
  private final Counter unreachable;

  LinkMetrics(MeterRegistry registry) {
    reconnects =
        Counter.builder("culvert.link.reconnects")
            .description("Streams from gateways that broke and came up again")
            .register(registry);
    applied = pushes(registry, "applied");
    refused = pushes(registry, "refused");
    rejected = pushes(registry, "rejected");
    unreachable = pushes(registry, "unreachable");
  }

  @Override
  public void onConnect(boolean again) {
    if (again) {
      reconnects.increment();
    }
  }

  @Override
  public void onPush(PushResult result) {
    Counter pushes =
        switch (result) {
          case PushResult.Applied _ -> applied;
          case PushResult.Refused _ -> refused;
          case PushResult.Rejected _ -> rejected;
          case PushResult.Unreachable _ -> unreachable;
        };
    pushes.increment();
  }

  private static Counter pushes(MeterRegistry registry, String result) {
    return Counter.builder("culvert.pushes")
        .description("Documents given to gateways, by what became of them")
        .tag("result", result)
        .register(registry);
  }
}
