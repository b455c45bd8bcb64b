# Sends forged packets for a bounded time: forge.pl KIND FIRST-SOURCE SOURCES SOURCE-PORT TARGET PORT RATE SECONDS, then
# prints how many and in how long. The sources must be local addresses (a local route will do). Debian's perl-base is
# enough. Formats: RFC 7296 section 3; ports: RFC 3948.
use strict;
use POSIX ();
use Socket;

my ($kind, $first, $sources, $source_port, $target, $port, $rate, $seconds) = @ARGV;
my $to = pack_sockaddr_in($port, inet_aton($target));
my $first_number = unpack('N', inet_aton($first));
my $ticks_per_second = POSIX::sysconf(POSIX::_SC_CLK_TCK());
# A block of random bytes, of which each packet takes a piece at a random place: asking for each would be slow.
open(my $random, '<:raw', '/dev/urandom') or die "urandom: $!";
read($random, my $bytes, 1 << 20);

sub some { my ($count) = @_; return substr($bytes, int(rand(length($bytes) - $count)), $count) }

# On port 4500, four zeros tell IKE from ESP.
sub ike { my ($message) = @_; return ($port == 4500 ? "\0\0\0\0" : '') . $message }

sub header { my ($spis, $next, $exchange, $id, $payloads) = @_;
  return $spis . pack('C C C C N N', $next, 0x20, $exchange, 0x08, $id, 28 + length($payloads)) . $payloads;
}

sub payload { my ($next, $body) = @_; return pack('C x n', $next, 4 + length($body)) . $body }

sub transform { my ($more, $type, $id, $attributes) = @_;
  return pack('C x n C x n', $more, 8 + length($attributes), $type, $id) . $attributes;
}

# AES-GCM-256, PRF-HMAC-SHA2-384, x25519: what links and sites both take, and Debian's strongSwan.
my $transforms = transform(3, 1, 20, pack('n n', 0x800e, 256)) . transform(3, 2, 6, '') . transform(0, 4, 31, '');
my $proposal = pack('C x n C C C C', 0, 8 + length($transforms), 1, 1, 0, 3) . $transforms;

# Made once, and cut where each packet has something of its own: SPI, key share, nonce.
my $init = ike(header('I' x 8 . "\0" x 8, 33, 34, 0,
  payload(34, $proposal) . payload(40, pack('n n', 31, 0) . 'K' x 32) . payload(0, 'N' x 32)));
my ($before_spi, $before_share, $before_nonce) = split(/I{8}|K{32}|N{32}/, $init);

my %packet = (
  'init' => sub { return $before_spi . some(8) . $before_share . some(32) . $before_nonce . some(32) },
  'garbage' => sub { return some(1 + int(rand(1200))) },
  'unknown-ike' => sub { return ike(header(some(16), 46, 37, 2, payload(0, some(52)))) },
  'unknown-esp' => sub { return pack('N N', 256 + int(rand(0xfffffe00)), 1 + int(rand(1 << 20))) . some(100) },
);
my $make = $packet{$kind} or die "$kind: not one of " . join(', ', sort keys %packet);

my @sockets;

# One for each source, made when it is first needed.
sub from { my ($number) = @_;
  return $sockets[$number] if $sockets[$number];
  socket(my $socket, PF_INET, SOCK_DGRAM, 0) or die "socket: $!";
  setsockopt($socket, SOL_SOCKET, SO_REUSEADDR, 1);
  bind($socket, pack_sockaddr_in($source_port, pack('N', $first_number + $number))) or die "bind: $!";
  return $sockets[$number] = $socket;
}

sub elapsed { my ($start) = @_; my ($now) = POSIX::times(); return ($now - $start) / $ticks_per_second }

my ($start) = POSIX::times();
my ($sent, $failed, $time) = (0, 0, 0);
while (($time = elapsed($start)) < $seconds) {
  my $due = int($time * $rate);
  for (my $batch = 0; $batch < 200 && $sent + $failed < $due; $batch++) {
    defined(send(from(int(rand($sources))), $make->(), 0, $to)) ? $sent++ : $failed++;
  }
  select(undef, undef, undef, 0.005) unless $sent + $failed < $due;
}
die "nothing was sent: $!" unless $sent;
printf "sent %d in %.2f s\n", $sent, $time;
