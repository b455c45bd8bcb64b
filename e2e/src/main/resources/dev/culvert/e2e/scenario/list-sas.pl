# Prints charon's IKE_SAs, one a line: connection, state, SPIs of initiator and responder, inbound SPIs of the CHILD_SAs.
# Speaks just enough of VICI for that (strongSwan's src/libcharon/plugins/vici/README.md): a gateway's image has Perl, but
# no VICI client of its own.
use strict;
use IO::Socket::UNIX;

my $charon = IO::Socket::UNIX->new('/run/culvert/charon.vici') or exit 0;

sub send_named { my ($type, $name) = @_; print $charon pack('N/a*', pack('C C/a*', $type, $name)); $charon->flush }

sub receive {
  read($charon, my $length, 4) == 4 or exit 0;
  read($charon, my $packet, unpack('N', $length));
  return $packet;
}

sub value { my ($message, $key) = @_; return $message =~ /\Q$key\E\0.([\w-]+)/s ? $1 : '-' }

send_named(3, 'list-sa');
receive();
send_named(0, 'list-sas');
while ((my $packet = receive()) =~ /^\x07/) {
  my (undef, undef, $message) = unpack('C C/a* a*', $packet);
  my (undef, $connection) = unpack('C C/a*', $message);
  my @children = $message =~ /spi-in\0.([0-9a-f]+)/sg;
  my $spis = value($message, 'initiator-spi') . '-' . value($message, 'responder-spi');
  print join(' ', $connection, value($message, 'state'), $spis, @children), "\n";
}
