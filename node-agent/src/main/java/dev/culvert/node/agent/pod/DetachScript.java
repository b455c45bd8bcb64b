package dev.culvert.node.agent.pod;

import java.util.Collection;
import java.util.stream.Collectors;

/** The script that takes our interfaces out of network namespaces; it runs in the node's. */
final class DetachScript {
  /** A line before a namespace where an interface was removed. */
  static final String DETACHED = "culvert: detached ";

  private DetachScript() {}

  /**
   * An interface that is not ours stays. The last status is not 0 if one of ours stayed.
   *
   * @param kept MAC addresses of interfaces that stay, with {@code ?} for any digit
   */
  static String render(Collection<String> namespaces, Collection<String> kept) {
    var script =
        new StringBuilder(
            """
            look='[ ! -e /proc/sys/net/ipv4/conf/vnet0 ] || ip -o link show dev vnet0'
            tables='table netdev culvert; delete table netdev culvert
            table inet culvert_member; delete table inet culvert_member'
            status=0
            detach() {
              link=$(nsenter --net="$1" sh -c "$look" 2>&1) ||
                case "$(stat -Lf -c %%T "$1" 2>/dev/null)" in nsfs) echo "$1: $link"; status=1 ;; esac
              case "$link" in
            %2$s\
                *" alias culvert"*)
                  if nsenter --net="$1" ip link del dev vnet0; then
                    nsenter --net="$1" nft "$tables" 2>/dev/null
                    echo "%1$s$1"
                  elif [ -e "$1" ]; then
                    status=1
                  fi ;;
              esac
            }
            """
                .formatted(
                    DETACHED,
                    kept.stream()
                        .sorted()
                        .map(mac -> "    *\" link/ether \"" + mac + "\" \"*) ;;\n")
                        .collect(Collectors.joining())));
    namespaces.stream()
        .sorted()
        .forEach(netns -> script.append("detach ").append(netns).append('\n'));
    return script.append("exit $status\n").toString();
  }
}
