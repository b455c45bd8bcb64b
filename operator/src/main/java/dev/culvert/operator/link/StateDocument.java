package dev.culvert.operator.link;

import dev.culvert.gateway.contract.Contract;
import dev.culvert.gateway.contract.GatewayState;
import dev.culvert.gateway.contract.MalformedDocumentException;
import dev.culvert.gateway.contract.TunnelState;
import java.util.Objects;
import java.util.stream.Stream;

/** Reads a gateway's account of itself, and takes nothing that lacks what the contract promises. */
final class StateDocument {
  private StateDocument() {}

  static GatewayState read(String json, String gateway) throws UnusableAnswerException {
    GatewayState state;
    try {
      state = Contract.read(json, GatewayState.class);
    } catch (MalformedDocumentException e) {
      throw new UnusableAnswerException("its state cannot be used: " + e.getMessage());
    }
    if (state.contractVersion() > Contract.VERSION) {
      throw new UnusableAnswerException(
          "it speaks version %d of the contract, this operator %d"
              .formatted(state.contractVersion(), Contract.VERSION));
    }
    if (!gateway.equals(state.gateway())) {
      throw new UnusableAnswerException("its state is another gateway's");
    }
    if (!isComplete(state)) {
      throw new UnusableAnswerException("its state lacks a required field");
    }
    return state;
  }

  private static boolean isComplete(GatewayState state) {
    return Stream.of(state.dataplane(), state.charon()).allMatch(Objects::nonNull)
        && state.problems().stream().allMatch(p -> present(p.reason(), p.message()))
        && state.tunnels().stream().allMatch(StateDocument::isComplete);
  }

  private static boolean isComplete(TunnelState tunnel) {
    TunnelState.TunnelEvent event = tunnel.lastEvent();
    return present(tunnel.id(), tunnel.phase())
        && (event == null || present(event.time(), event.reason(), event.message()))
        && tunnel.childSas().stream()
            .allMatch(child -> present(child.name(), child.spiIn(), child.spiOut()));
  }

  private static boolean present(Object... values) {
    return Stream.of(values).allMatch(Objects::nonNull);
  }
}
