package dev.culvert.e2e.scenario;

import dev.culvert.crds.v1alpha1.ChildSa;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The IKE daemon of a gateway, as somebody with a shell on the node sees it. */
public final class Charon {
  private static final String KILL =
      """
      for container in "$@"; do
        for pid in $(ctr -n k8s.io task ps "$container" | awk 'NR > 1 {print $1}'); do
          [ "$(cat "/proc/$pid/comm")" = charon-systemd ] && pids="$pids $pid"
        done
      done
      kill -KILL $pids
      """;

  private Charon() {}

  /**
   * An IKE_SA.
   *
   * @param connection the tunnel's name
   * @param state as charon calls it, for example {@code ESTABLISHED}
   * @param spis the initiator's SPI and the responder's, the same at both ends
   * @param childSpis the SPIs that the CHILD_SAs on it receive by
   */
  public record IkeSa(String connection, String state, String spis, List<String> childSpis) {}

  /** Kills the daemons of the given gateways with SIGKILL, all those on a node by one command. */
  public static void kill(Side... sides) {
    Stream.of(sides)
        .map(Side::container)
        .collect(Collectors.groupingBy(PodContainer::node))
        .forEach((node, containers) ->
            node.exec(
                Stream.concat(
                        Stream.of("sh", "-c", KILL, "sh"),
                        containers.stream().map(PodContainer::id))
                    .toArray(String[]::new)));
  }

  /** Every IKE_SA of the gateway, attempts too; none while the daemon does not answer. */
  public static List<IkeSa> ikeSas(Side side) {
    return side.exec("perl", "-e", script("list-sas.pl"))
        .lines()
        .map(line -> line.split(" "))
        .map(words ->
            new IkeSa(words[0], words[1], words[2], List.of(words).subList(3, words.length)))
        .toList();
  }

  /** Asks for new keys of the IKE_SA of a connection, and does not wait. */
  public static void rekeyIke(SiteConnection connection) {
    connection.side().exec("perl", "-e", script("rekey.pl"), connection.uid());
  }

  /** Asks for new keys of every CHILD_SA of a connection, and does not wait. */
  public static void rekeyChildren(SiteConnection connection) {
    connection
        .side()
        .exec(
            Stream.concat(
                    Stream.of("perl", "-e", script("rekey.pl"), connection.uid()),
                    connection.status().childSas().stream().map(ChildSa::name).distinct())
                .toArray(String[]::new));
  }

  /** The daemon's process in the gateway: another one once it has been started again. */
  public static String process(Side side) {
    return side.exec("sh", "-c", "grep -lsx charon-systemd /proc/[0-9]*/comm").strip();
  }

  private static String script(String name) {
    try (InputStream script = Charon.class.getResourceAsStream(name)) {
      if (script == null) {
        throw new IllegalStateException(name + " is not on the class path");
      }
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
