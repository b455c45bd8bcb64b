package dev.culvert.crds.v1alpha1;

/** CEL rules for names, and what is said of a string that is none. */
final class Names {

  /** A label of RFC 1123: a namespace, a location. */
  static final String LABEL = "self.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')";

  static final String LABEL_NEEDED =
      "needs lower-case letters, digits and hyphens only, with a letter or digit at both ends";

  /** A subdomain of RFC 1123: the name of most objects of Kubernetes. */
  static final String OBJECT =
      "self.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$')";

  static final String OBJECT_NEEDED =
      "needs lower-case letters, digits, hyphens and dots only, with a letter or digit at both"
          + " ends and beside each dot";

  /** A subnet's name. */
  static final String SUBNET = "self.matches('^[A-Za-z0-9]([-._A-Za-z0-9]*[A-Za-z0-9])?$')";

  static final String SUBNET_NEEDED =
      "needs letters, digits, hyphens, underscores and dots only, with a letter or digit at both"
          + " ends";

  /**
   * An IKE identity that names one peer. charon takes 0.0.0.0 for any identity and a string like
   * 10.0.0.1-10.0.0.9 for a range (identification_create_from_string), so what has neither a letter
   * nor an @ has to be an address.
   */
  static final String IDENTITY =
      "isIP(self) ? ip(self).family() == 4 && self != '0.0.0.0' : self.matches('[A-Za-z@]')"
          + " && self.matches('^[A-Za-z0-9][-+._A-Za-z0-9]*(@[-._A-Za-z0-9]+)?$')";

  static final String IDENTITY_NEEDED =
      "needs to be one IPv4 address, a domain name or an e-mail address; spaces, a leading @,"
          + " wildcards (0.0.0.0 is one) and ranges are refused";

  /** A key of a Secret's data. */
  static final String SECRET_ENTRY = "self.matches('^[-._A-Za-z0-9]+$')";

  static final String SECRET_ENTRY_NEEDED =
      "needs letters, digits, hyphens, underscores and dots only";

  private Names() {}
}
