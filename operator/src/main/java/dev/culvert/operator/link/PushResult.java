package dev.culvert.operator.link;

import dev.culvert.gateway.contract.GatewayState;

/** What became of a document pushed to a gateway. */
public sealed interface PushResult {

  /** The gateway holds the document, from now on or already before. */
  record Applied(GatewayState state) implements PushResult {}

  /** The gateway holds a higher revision of the same epoch: one above it must be stored first. */
  record Refused(GatewayState state) implements PushResult {}

  /** The gateway cannot use the document; the sentence says why. */
  record Rejected(String sentence) implements PushResult {}

  /** There was no usable answer, so the gateway may or may not hold the document. */
  record Unreachable(String reason) implements PushResult {}
}
