look='[ ! -e /proc/sys/net/ipv4/conf/vnet0 ] || ip -o link show dev vnet0'
tables='table netdev culvert; delete table netdev culvert
table inet culvert_member; delete table inet culvert_member'
status=0
detach() {
  link=$(nsenter --net="$1" sh -c "$look" 2>&1) ||
    case "$(stat -Lf -c %T "$1" 2>/dev/null)" in nsfs) echo "$1: $link"; status=1 ;; esac
  case "$link" in
    *" link/ether "02:??:0a:01:00:04" "*) ;;
    *" alias culvert"*)
      if nsenter --net="$1" ip link del dev vnet0; then
        nsenter --net="$1" nft "$tables" 2>/dev/null
        echo "culvert: detached $1"
      elif [ -e "$1" ]; then
        status=1
      fi ;;
  esac
}
detach /run/netns/cni-1
detach /run/netns/cni-2
exit $status
