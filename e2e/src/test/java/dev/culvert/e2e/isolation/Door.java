package dev.culvert.e2e.isolation;

/**
 * A TCP port that somebody knocks at.
 *
 * @param name one word
 * @param address its IPv4 address
 * @param port its number
 */
record Door(String name, String address, int port) {

  /** A line of shell that tries to connect and says {@code open} or {@code closed}. */
  String knock() {
    return "timeout 2 bash -c 'echo > /dev/tcp/%s/%d' 2>/dev/null && printf open || printf closed"
        .formatted(address, port);
  }

  /** The same packets in the words of nft. */
  String match() {
    return "ip daddr %s tcp dport %d".formatted(address, port);
  }
}
