package dev.culvert.e2e.scenario;

import dev.culvert.e2e.cluster.TestCluster;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * The DNS that a cluster's pods ask, where test clusters have none; it knows the names it was given
 * and no others. What it says is not to be remembered by anybody. Goes with {@link #close()}.
 */
public final class NameService implements AutoCloseable {
  /** Where kubelets send their pods (clusterDNS). */
  private static final String ADDRESS = "10.43.0.10";

  private static final String NAME = "names";
  private static final String RECORDS = "/tmp/records";
  private static final String KNOWN = "192.0.2.53";

  private final Tools tools;
  private final Pod pod;
  private final Map<String, List<String>> records = new TreeMap<>();

  private NameService(Tools tools, Pod pod) {
    this.tools = tools;
    this.pod = pod;
  }

  /** Starts the cluster's DNS; one at a time. */
  public static NameService on(TestCluster cluster) {
    Tools tools = Tools.on(cluster);
    NameService names = new NameService(tools, tools.startPod(NAME, "NET_BIND_SERVICE"));
    names.start();
    return names;
  }

  /** Gives a name these IPv4 addresses, in place of all it had. */
  public void give(String name, String... addresses) {
    put(name, "A", addresses);
  }

  /** Gives a name this IPv6 address, in place of all it had. */
  public void giveIpv6(String name, String address) {
    put(name, "AAAA", address);
  }

  /** From now on there is no such name. */
  public void forget(String name) {
    records.remove(name);
    write();
  }

  @Override
  public void close() {
    tools.deletePod(pod);
  }

  private void put(String name, String type, String... addresses) {
    records.put(
        name, Stream.of(addresses).map(address -> name + " " + type + " " + address).toList());
    write();
  }

  private void write() {
    String lines =
        records.values().stream().flatMap(List::stream).collect(Collectors.joining("\n"));
    tools.shellIn(pod, "echo '%1$s' >%2$s.new && mv %2$s.new %2$s".formatted(lines, RECORDS));
  }

  private void start() {
    write();
    tools.shellIn(
        pod,
        "cat >/tmp/names.pl <<'END'\n%s\nEND\nperl /tmp/names.pl %s </dev/null >/tmp/names.log 2>&1 &"
            .formatted(script(), RECORDS));
    tools.serveNames(pod, ADDRESS);
    give("known.test", KNOWN);
    Awaitility.await("names are looked up")
        .ignoreExceptions()
        .until(() -> tools.shellIn(pod, "getent ahostsv4 known.test").contains(KNOWN));
  }

  private static String script() {
    try (InputStream script = NameService.class.getResourceAsStream("names.pl")) {
      if (script == null) {
        throw new IllegalStateException("names.pl is not on the class path");
      }
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
