package dev.culvert.operator.link;

import dev.culvert.gateway.contract.GatewayState;

/** What became of a document pushed to a gateway. */
public sealed interface PushResult {

  /**
   * The gateway took the document, now or already before. Its state tells by epoch and revision
   * whether the document is applied yet.
   */
  record Applied(GatewayState state) implements PushResult {}

  /** The gateway holds a higher revision of the same epoch: one above it must be stored first. */
  record Refused(GatewayState state) implements PushResult {}

  /** The gateway cannot use the document; the sentence says why. */
  record Rejected(String sentence) implements PushResult {}

  /** There was no usable answer, so the gateway may or may not hold the document. */
  record Unreachable(String reason) implements PushResult {}
}
