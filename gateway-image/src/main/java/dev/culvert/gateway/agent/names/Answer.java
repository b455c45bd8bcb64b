package dev.culvert.gateway.agent.names;

import java.util.List;

/** What came of one look-up. */
public sealed interface Answer {

  /** The name's IPv4 addresses, in the order they came in; at least one. */
  record Found(List<String> addresses) implements Answer {

    /** Copies the list. */
    public Found {
      addresses = List.copyOf(addresses);
    }
  }

  /**
   * There is no address to dial.
   *
   * @param reason {@code DnsFailure} or {@code NoIPv4Address}
   * @param message a sentence that says what to do
   */
  record Failed(String reason, String message) implements Answer {}
}
