# A DNS server of one zone (RFC 1035), for tests: answers by the lines "<name> <address>" of /zone, read anew for each
# question. A name in the zone without an address of the asked family has no data; "silent" in place of addresses: no answer.
use strict;
use warnings;
use IO::Socket::INET;
use Socket qw(AF_INET AF_INET6 inet_pton);

my $socket = IO::Socket::INET->new(LocalPort => 53, Proto => 'udp') or die "cannot listen: $!";
while (defined $socket->recv(my $question, 512)) {
  my ($id, $flags, $count) = unpack 'n3', $question;
  my ($at, @labels) = (12);
  while (my $length = unpack 'C', substr $question, $at, 1) {
    push @labels, lc substr $question, $at + 1, $length;
    $at += $length + 1;
  }
  my $type = unpack 'n', substr $question, $at + 1, 2;
  my ($found, $silent, @answers) = (0, 0);
  open my $zone, '<', '/zone' or die "no zone: $!";
  for my $line (<$zone>) {
    my ($name, $address) = split ' ', $line;
    next unless defined $name && $name eq join '.', @labels;
    $found = 1;
    $silent = 1 if $address eq 'silent';
    my $data = inet_pton($address =~ /:/ ? AF_INET6 : AF_INET, $address) or next;
    push @answers, pack 'n3 N n/a*', 0xc00c, $type, 1, 0, $data if $type == (length $data == 4 ? 1 : 28);
  }
  next if $silent;
  my $header = pack 'n6', $id, 0x8580 | ($found ? 0 : 3), 1, scalar @answers, 0, 0;
  $socket->send($header . substr($question, 12, $at + 5 - 12) . join '', @answers);
}
