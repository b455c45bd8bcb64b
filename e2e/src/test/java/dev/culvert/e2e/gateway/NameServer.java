package dev.culvert.e2e.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** A DNS server whose answers a test changes as it goes. */
final class NameServer {
  private final ToolsContainer container;
  private final String address;

  private NameServer(ToolsContainer container, String address) {
    this.container = container;
    this.address = address;
  }

  static NameServer at(int host, GatewayNetwork network) {
    var address = network.address(host);
    var container = network.machine(host);
    var server = new NameServer(container, address);
    server.answer(Map.of());
    container.write("/dns.pl", program());
    container.shell("setsid perl /dns.pl </dev/null >/dns.log 2>&1 &");
    return server;
  }

  private static String program() {
    try (var program = NameServer.class.getResourceAsStream("dns.pl")) {
      return new String(Objects.requireNonNull(program).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a shell command where the server is, outside of all gateways. */
  String shell(String command) {
    return container.shell(command);
  }

  /** Replaces all answers. An address {@code silent} leaves questions without one. */
  void answer(Map<String, List<String>> addresses) {
    container.write(
        "/zone",
        addresses.entrySet().stream()
            .flatMap(entry -> entry.getValue().stream().map(a -> entry.getKey() + " " + a + "\n"))
            .collect(Collectors.joining()));
  }

  /** Makes a gateway that does not run yet ask this server, as its pod's resolv.conf would. */
  void serve(GatewayContainer gateway, Path file) throws IOException {
    Files.writeString(
        file, "nameserver %s\nsearch team.svc.cluster.local\noptions ndots:5\n".formatted(address));
    gateway.withFileSystemBind(file.toString(), "/etc/resolv.conf");
  }
}
