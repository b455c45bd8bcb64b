package dev.culvert.e2e.guest;

import dev.culvert.gateway.contract.SharedKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A tunnel as the guest's administrator would configure it. Values are written as ipsec.conf(5) of
 * libreswan 5 has them; where it would choose for itself, this says what one of Culvert's sites
 * does. Each pair of prefixes is a "conn" of its own; conns of one connection share their IKE_SA.
 *
 * @param name letters, digits and hyphens, new in the guest
 * @param ikeVersion 2, or 1 (main mode)
 * @param peer the address that the peer's packets come from and go to; {@code %any} to only wait
 * @param localId the guest's identity, {@code @} before a name; empty: the guest's address
 * @param remoteId the peer's identity
 * @param key the key of both
 * @param pairs what may pass, a guest's prefix and a peer's in each
 * @param options further options of each conn, by name
 */
public record LibreswanConnection(
    String name,
    int ikeVersion,
    String peer,
    String localId,
    String remoteId,
    SharedKey key,
    List<PrefixPair> pairs,
    SequencedMap<String, String> options) {
  /**
   * What one CHILD_SA carries.
   *
   * @param local a prefix behind the guest
   * @param remote a prefix behind the peer
   */
  public record PrefixPair(String local, String remote) {}

  /** A connection by IKEv2, with AES-256-GCM and PFS by Curve25519. */
  public static LibreswanConnection ikev2(String name, String peer) {
    return of(name, 2, peer).ike("aes256-sha2_256;dh31").esp("aes_gcm256", "dh31");
  }

  /** A connection by IKEv1 in main mode, with AES-256-GCM and PFS by MODP-2048. */
  public static LibreswanConnection ikev1(String name, String peer) {
    return of(name, 1, peer).ike("aes256-sha2_256;dh14").esp("aes_gcm256", "dh14");
  }

  private static LibreswanConnection of(String name, int ikeVersion, String peer) {
    return new LibreswanConnection(
            name, ikeVersion, peer, "", peer, SharedKey.of(""), List.of(), new LinkedHashMap<>())
        .option("authby", "secret")
        .option("encapsulation", "yes");
  }

  /** With these identities; without this, both are known by their addresses. */
  public LibreswanConnection identities(String local, String remote) {
    return new LibreswanConnection(name, ikeVersion, peer, local, remote, key, pairs, options);
  }

  /** With this key. */
  public LibreswanConnection key(SharedKey shared) {
    return new LibreswanConnection(
        name, ikeVersion, peer, localId, remoteId, shared, pairs, options);
  }

  /** With one more pair of prefixes. */
  public LibreswanConnection between(String local, String remote) {
    List<PrefixPair> more = new ArrayList<>(pairs);
    more.add(new PrefixPair(local, remote));
    return new LibreswanConnection(
        name, ikeVersion, peer, localId, remoteId, key, List.copyOf(more), options);
  }

  /** With this proposal for IKE, for example {@code aes256-sha2_256;dh31}. */
  public LibreswanConnection ike(String proposal) {
    return option("ike", proposal);
  }

  /** With this proposal for ESP and a fresh key exchange in this group at each rekey. */
  public LibreswanConnection esp(String algorithms, String group) {
    return option("esp", algorithms + ";" + group).option("pfs", "yes");
  }

  /** With this proposal for ESP, without PFS. */
  public LibreswanConnection espWithoutPfs(String algorithms) {
    return option("esp", algorithms).option("pfs", "no");
  }

  /** With any option of a conn, in place of the value that it had. */
  public LibreswanConnection option(String option, String value) {
    SequencedMap<String, String> more = new LinkedHashMap<>(options);
    more.put(option, value);
    return new LibreswanConnection(name, ikeVersion, peer, localId, remoteId, key, pairs, more);
  }

  /** The names of its conns, in the order of the pairs. */
  List<String> conns() {
    return IntStream.range(0, pairs.size()).mapToObj(this::conn).toList();
  }

  private String conn(int pair) {
    return pairs.size() == 1 ? name : name + "-" + (pair + 1);
  }

  /** What ipsec.conf says of it. */
  String configuration(String guestAddress) {
    return IntStream.range(0, pairs.size())
        .mapToObj(pair -> conn(pair, guestAddress))
        .collect(Collectors.joining("\n"));
  }

  private String conn(int pair, String guestAddress) {
    SequencedMap<String, String> all = new LinkedHashMap<>();
    all.put("keyexchange", "ikev" + ikeVersion);
    all.put("left", guestAddress);
    all.put("leftid", localId(guestAddress));
    all.put("leftsubnet", pairs.get(pair).local());
    all.put("right", peer);
    all.put("rightid", remoteId);
    all.put("rightsubnet", pairs.get(pair).remote());
    all.putAll(options);
    all.put("auto", "ignore"); // Added by name, so that the guest knows when it is done.
    return all.entrySet().stream()
        .map(LibreswanConnection::line)
        .collect(Collectors.joining("", "conn " + conn(pair) + "\n", ""));
  }

  private static String line(Map.Entry<String, String> option) {
    return "  " + option.getKey() + "=" + option.getValue() + "\n";
  }

  /** What ipsec.secrets says of it: in base 64, so that no character of the key has a meaning. */
  String secret(String guestAddress) {
    return "%s %s : PSK 0s%s\n"
        .formatted(
            localId(guestAddress), remoteId, Base64.getEncoder().encodeToString(key.bytes()));
  }

  private String localId(String guestAddress) {
    return localId.isEmpty() ? guestAddress : localId;
  }
}
