package dev.culvert.operator.plan;

import java.util.List;

/** What two Culvert gateways speak with each other (design.md section 5). */
final class LinkProposals {
  static final List<String> IKE = List.of("aes256gcm16-prfsha384-x25519");
  static final List<String> ESP = List.of("aes256gcm16-x25519");
  static final int DPD_SECONDS = 5;
  static final int IKE_REKEY_SECONDS = 4 * 3600;
  static final int CHILD_REKEY_SECONDS = 3600;

  private LinkProposals() {}
}
