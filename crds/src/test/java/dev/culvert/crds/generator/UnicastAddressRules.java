package dev.culvert.crds.generator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** CEL for {@link dev.culvert.crds.schema.UnicastAddress}. */
final class UnicastAddressRules {
  /** Two labels or more; the last one begins with a letter, so that no number is taken for one. */
  private static final String NAME =
      "^([A-Za-z0-9]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?[.])+[A-Za-z]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?$";

  private UnicastAddressRules() {}

  /** Appends the rules for the named property to those of its schema. */
  static void addTo(String property, ObjectNode schema) {
    ArrayNode rules = schema.withArray("x-kubernetes-validations");
    add(
        rules,
        "isIP(self) ? ip(self).family() == 4 : self.matches('" + NAME + "')",
        "neither an IPv4 address nor a fully qualified domain name",
        """
        '$n "%s" %s'.format([self, isIP(self) || self.contains('::')
          ? 'is IPv6, and gateways are reached by IPv4 for now; write an IPv4 address or a name'
          : 'is neither an IPv4 address such as 203.0.113.7 nor a fully qualified name such as vpn.example.com'])
        """
            .replace("$n", property));
    add(
        rules,
        """
        !isIP(self) || ip(self).family() != 4
        || !['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/4', '240.0.0.0/4'].exists(u,
          cidr(u).containsIP(ip(self)))
        """,
        "only unicast addresses can be used",
        """
        '$n "%s" is in %s, where no gateway can be reached; write its public address'.format(
          [self, ['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/4', '240.0.0.0/4'].filter(u,
            cidr(u).containsIP(ip(self)))[0]])
        """
            .replace("$n", property));
  }

  private static void add(ArrayNode rules, String rule, String message, String expression) {
    rules
        .addObject()
        .put("rule", rule)
        .put("message", message)
        .put("messageExpression", expression);
  }
}
