package dev.culvert.e2e.gateway;

/** A machine behind a gateway, in its network. */
final class InsideMachine implements AutoCloseable {
  private static final String ATTACH =
      """
      unshare --net sleep 3600 </dev/null >/dev/null 2>&1 &
      machine=$!
      until [ "$(readlink "/proc/$machine/ns/net")" != "$(readlink /proc/self/ns/net)" ]; do :; done
      ip link add inside0 type veth peer name eth0 netns $machine
      ip link set inside0 up
      ip route add %1$s/32 dev inside0
      nsenter "--net=/proc/$machine/ns/net" sh -e -c "
        ip link set lo up
        ip link set eth0 up
        ip addr add %1$s/32 dev eth0
        ip route add %2$s dev eth0
        ip route add default via %2$s"
      echo $machine
      """;

  private final ToolsContainer tools;
  private final String process;

  private InsideMachine(ToolsContainer tools, String process) {
    this.tools = tools;
    this.process = process;
  }

  static InsideMachine behind(GatewayContainer gateway, String address) {
    var tools = ToolsContainer.in(gateway);
    tools.start();
    var process = tools.shell(ATTACH.formatted(address, gateway.outsideAddress())).strip();
    return new InsideMachine(tools, process);
  }

  String shell(String command) {
    return tools.shell("nsenter --net=/proc/%s/ns/net sh -c '%s'".formatted(process, command));
  }

  @Override
  public void close() {
    tools.shell("kill " + process);
    tools.stop();
  }
}
