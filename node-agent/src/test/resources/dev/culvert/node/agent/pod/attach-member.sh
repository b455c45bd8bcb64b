fail() { echo "culvert: failed $1"; exit 1; }
put() { read -r now <"$1" && [ "$now" = "$2" ] || echo "$2" >"$1" || fail SETTINGS; }
sys=/proc/sys/net
link= taken= rename= routes=
if [ -e $sys/ipv4/conf/vnet0 ]; then
  link=$(ip -o -d link show dev vnet0) || fail INTERFACE
  case "$link" in
    *" alias culvert"*)
      case "$link" in
        *": vnet0@if17: "*" link/ether 02:6f:0a:01:00:04 "*" macvlan mode bridge "*) ;;
        *) ip link del dev vnet0 || fail INTERFACE; link= ;;
      esac ;;
    *) taken=1 ;;
  esac
fi
if [ -z "$link" ]; then
  if [ -e $sys/ipv4/conf/culvert-new ]; then ip link del dev culvert-new; fi
  nsenter --net=/proc/self/fd/9 ip link add link culvert111 name culvert-new \
    netns /proc/self/fd/8 address 02:6f:0a:01:00:04 mtu 1450 type macvlan mode bridge || fail INTERFACE
  echo "culvert: created"
  rename='link set dev culvert-new alias culvert
link set dev culvert-new name vnet0'
  routes='route add 10.1.0.0/16 scope link dev vnet0 src 10.1.0.4 proto 222
route add 10.2.0.0/16 via 10.1.255.228 onlink dev vnet0 src 10.1.0.4 mtu 1370 proto 222
route add 192.168.77.1/32 via 10.1.255.228 onlink dev vnet0 src 10.1.0.4 mtu 1370 proto 222'
fi
if [ -n "$link" ] && [ -z "$taken" ]; then
  ip -force -batch - >/dev/null 2>&1 <<END
route replace 10.1.0.0/16 scope link dev vnet0 src 10.1.0.4 proto 222
route replace 10.2.0.0/16 via 10.1.255.228 onlink dev vnet0 src 10.1.0.4 mtu 1370 proto 222
route replace 192.168.77.1/32 via 10.1.255.228 onlink dev vnet0 src 10.1.0.4 mtu 1370 proto 222
END
fi
ip -batch - <<END || fail BARRIERS
route replace unreachable 10.1.0.0/16 metric 4000000000 proto 222
route replace unreachable 10.2.0.0/16 metric 4000000000 proto 222
route replace unreachable 192.168.77.1/32 metric 4000000000 proto 222
$rename
END
[ -z "$taken" ] || fail TAKEN
put $sys/ipv4/conf/vnet0/arp_ignore 1
put $sys/ipv4/conf/vnet0/arp_announce 2
if [ -e $sys/ipv6/conf/vnet0/disable_ipv6 ]; then put $sys/ipv6/conf/vnet0/disable_ipv6 1; fi
guard() {
  nft -f - <<END
$1
table netdev culvert {
  chain egress {
    type filter hook egress device "vnet0" priority filter; policy drop;
  }
}
flush table netdev culvert
table netdev culvert {
  chain egress {
    ether saddr != 02:6f:0a:01:00:04 drop
    ether type ip ip saddr 10.1.0.4 accept
    ether type arp arp saddr ether 02:6f:0a:01:00:04 arp saddr ip 10.1.0.4 accept
  }
}
table inet culvert_member {
  chain prerouting {
    type filter hook prerouting priority raw; policy accept;
  }
  chain output {
    type filter hook output priority filter; policy accept;
  }
}
flush table inet culvert_member
table inet culvert_member {
  chain prerouting {
    iifname != { "vnet0", "lo" } ip daddr 10.1.0.4 drop
    iifname != { "vnet0", "lo" } ip saddr { 10.1.0.0/16, 10.2.0.0/16, 192.168.77.1/32 } drop
  }
  chain output {
    oifname != { "vnet0", "lo" } ip saddr 10.1.0.4 drop
  }
}
END
}
none='table netdev culvert
delete table netdev culvert'
if [ -n "$link" ]; then guard || guard "$none"; else guard "$none"; fi || fail GUARD
ip -batch - <<END || fail ROUTES
link set dev vnet0 mtu 1450
addr replace 10.1.0.4/32 dev vnet0
link set dev vnet0 up
$routes
route show proto 222
END
