package dev.culvert.e2e.scenario;

import io.fabric8.kubernetes.api.model.Pod;

/**
 * A host on the inside of a gateway: a network namespace whose only way out is the gateway's pod.
 * Goes with {@link #close()}.
 */
public final class InsideHost implements Host, AutoCloseable {
  private static final String ATTACH =
      """
      unshare --net sleep 3600 </dev/null >/dev/null 2>&1 &
      host=$!
      until [ "$(readlink "/proc/$host/ns/net")" != "$(readlink /proc/self/ns/net)" ]; do :; done
      nsenter "--net=$1" sh -e -c "
        ip link add inside0 type veth peer name eth0 netns $host
        ip link set inside0 up
        ip route add $2/32 dev inside0"
      nsenter "--net=/proc/$host/ns/net" sh -e -c "
        ip addr add $2/32 dev eth0
        ip link set lo up
        ip link set eth0 up
        ip route add $3 dev eth0
        ip route add default via $3"
      echo $host
      """;

  private final Tools tools;
  private final String process;
  private final String address;

  private InsideHost(Tools tools, String process, String address) {
    this.tools = tools;
    this.process = process;
    this.address = address;
  }

  /**
   * Puts a host behind a pod.
   *
   * @param address the host's address, one of the network that the pod is the gateway of
   */
  public static InsideHost behind(Pod pod, String address, Tools tools) {
    Tools there = tools.nextTo(pod);
    String process =
        there
            .run(
                "sh",
                "-e",
                "-c",
                ATTACH,
                "sh",
                there.networkOf(pod),
                address,
                pod.getStatus().getPodIP())
            .strip();
    return new InsideHost(there, process, address);
  }

  @Override
  public String address() {
    return address;
  }

  @Override
  public String shell(String line) {
    return tools.run("nsenter", "--net=/proc/" + process + "/ns/net", "sh", "-c", line);
  }

  /** Starts sending echo requests. */
  public Ping ping(String target, int count) {
    return Ping.of(
        tools.start(
            "nsenter",
            "--net=/proc/" + process + "/ns/net",
            "sh",
            "-c",
            Ping.command(address, target, count)),
        count);
  }

  /** Ends the host and its processes; its interfaces go with it. */
  @Override
  public void close() {
    tools.shell(
        "network=$(readlink /proc/%1$s/ns/net) || exit 0; for p in /proc/[0-9]*; do [ \"$(readlink $p/ns/net)\" = \"$network\" ] && kill ${p#/proc/}; done; true"
            .formatted(process));
  }
}
