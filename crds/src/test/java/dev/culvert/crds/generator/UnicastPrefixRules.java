package dev.culvert.crds.generator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * CEL for {@link dev.culvert.crds.schema.UnicastPrefix}, with the CIDR library every API server
 * from 1.31 on accepts in a CustomResourceDefinition. A rule leaves alone what an earlier one
 * refuses, so that a mistake is said once. Messages are made by {@code format}: the cost of joining
 * strings is estimated from their greatest length, which a converted address does not have.
 *
 * @param prefix the CEL expression of the prefix
 * @param subject what a message begins with, a template of {@code format}
 * @param arguments the CEL expressions for the template
 * @param fieldPath where the API server says the mistake is, relative to the rule; empty for here
 * @param longest the greatest prefix length
 */
record UnicastPrefixRules(
    String prefix, String subject, String arguments, String fieldPath, int longest) {

  /** Rules on the prefix itself, an item of a list. */
  static UnicastPrefixRules ofItem(int longest) {
    return new UnicastPrefixRules("self", "%s", "self", "", longest);
  }

  /** Rules on the object whose property the prefix is, so that messages name the object. */
  static UnicastPrefixRules ofProperty(String property, String noun, String namedBy, int longest) {
    return new UnicastPrefixRules(
        "self." + property,
        noun + " \"%s\" %s",
        "self." + namedBy + ", self." + property,
        "." + property,
        longest);
  }

  /** Appends the rules to those of a schema. */
  void addTo(ObjectNode schema) {
    ArrayNode rules = schema.withArray("x-kubernetes-validations");
    add(
        rules,
        "isCIDR($p) && cidr($p).ip().family() == 4",
        "not an IPv4 prefix such as 10.1.0.0/16",
        """
        '$s %s'.format([$a,
          isCIDR($p) || isIP($p) && ip($p).family() == 6
          ? 'is IPv6, and networks are IPv4 for now; write an IPv4 prefix such as 10.1.0.0/16'
          : isIP($p)
          ? 'has no prefix length; write it as in 10.1.0.0/16'
          : 'is not an IPv4 prefix; write an address and a length, as in 10.1.0.0/16'])
        """);
    add(
        rules,
        "!isCIDR($p) || string(cidr($p).masked()) == $p",
        "the prefix has host bits set",
        """
        '$s has host bits set; did you mean %s?'.format([$a, string(cidr($p).masked())])
        """);
    add(
        rules,
        """
        !isCIDR($p) || cidr($p).ip().family() != 4
        || cidr($p).prefixLength() >= 8 && cidr($p).prefixLength() <= $l
        """,
        "a prefix is /8 to /$l",
        """
        '$s is too %s; /8 to /$l can be used'.format([$a,
          cidr($p).prefixLength() < 8 ? 'large' : 'small'])
        """);
    add(
        rules,
        """
        !isCIDR($p) || cidr($p).prefixLength() < 8
        || !['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/4', '240.0.0.0/4'].exists(u,
          cidr(u).containsIP(cidr($p).ip()) || cidr($p).containsIP(cidr(u).ip()))
        """,
        "only private and public unicast addresses can be used",
        """
        '$s overlaps %s, which no network can use; take private or public unicast addresses'.format(
          [$a, ['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/4', '240.0.0.0/4'].filter(u,
            cidr(u).containsIP(cidr($p).ip()) || cidr($p).containsIP(cidr(u).ip()))[0]])
        """);
  }

  private void add(ArrayNode rules, String rule, String message, String messageExpression) {
    ObjectNode added =
        rules
            .addObject()
            .put("rule", fill(rule))
            .put("message", fill(message))
            .put("messageExpression", fill(messageExpression));
    if (!fieldPath.isEmpty()) {
      added.put("fieldPath", fieldPath);
    }
  }

  private String fill(String template) {
    return template
        .replace("$p", prefix)
        .replace("$s", subject)
        .replace("$a", arguments)
        .replace("$l", Integer.toString(longest));
  }
}
