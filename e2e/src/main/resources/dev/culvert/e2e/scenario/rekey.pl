# Has charon rekey: the IKE_SAs of the connection that is the first argument, or, with further arguments, its children of
# these names. Speaks just enough of VICI for that (strongSwan's src/libcharon/plugins/vici/README.md).
use strict;
use IO::Socket::UNIX;

my ($connection, @children) = @ARGV;
my $charon = IO::Socket::UNIX->new('/run/culvert/charon.vici') or die "charon does not answer\n";

sub value { my ($key, $value) = @_; return pack('C C/a* n/a*', 3, $key, $value) }

sub rekey {
  print $charon pack('N/a*', pack('C C/a* a*', 0, 'rekey', join('', @_)));
  $charon->flush;
  read($charon, my $length, 4) == 4 or die "charon went away\n";
  read($charon, my $answer, unpack('N', $length));
  $answer =~ /success\0\x03yes/ or die "charon does not rekey @_\n";
}

rekey(value('ike', $connection)) unless @children;
rekey(value('ike', $connection), value('child', $_)) for @children;
