# A DNS server of few words (RFC 1035): names.pl FILE answers on UDP port 53 from the file's lines "NAME TYPE ADDRESS",
# which it reads anew for each question. A name without a line does not exist; answers live zero seconds.
use strict;
use Socket qw(:DEFAULT inet_pton AF_INET6);

my ($file) = @ARGV;
my %number = ('A' => 1, 'AAAA' => 28);

socket(my $socket, PF_INET, SOCK_DGRAM, 0) or die "socket: $!";
bind($socket, pack_sockaddr_in(53, INADDR_ANY)) or die "bind: $!";

sub records { my ($name) = @_;
  open(my $lines, '<', $file) or die "$file: $!";
  return grep { lc($_->[0]) eq lc($name) } map { [split] } <$lines>;
}

sub address { my ($type, $text) = @_; return inet_pton($type eq 'A' ? AF_INET : AF_INET6, $text) }

while (1) {
  my $peer = recv($socket, my $query, 512, 0);
  next unless defined $peer && length($query) > 12;
  my ($id, $flags) = unpack('n n', $query);
  my ($name, $question, $length) = ('', 12, 0);
  while (($length = unpack('C', substr($query, $question, 1))) > 0) {
    $name .= ($name eq '' ? '' : '.') . substr($query, $question + 1, $length);
    $question += 1 + $length;
  }
  my $type = unpack('n', substr($query, $question + 1, 2));
  my @found = records($name);
  my @answers = grep { $number{$_->[1]} == $type } @found;
  my $header = pack('n n n n n n', $id, 0x8580 | ($flags & 0x0100) | (@found ? 0 : 3), 1, scalar(@answers), 0, 0);
  my $body = join '', map {
    my $address = address($_->[1], $_->[2]);
    pack('n n n N n', 0xc00c, $type, 1, 0, length($address)) . $address
  } @answers;
  send($socket, $header . substr($query, 12, $question + 5 - 12) . $body, 0, $peer);
}
