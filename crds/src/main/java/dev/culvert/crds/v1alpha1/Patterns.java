package dev.culvert.crds.v1alpha1;

/** Regular expressions for what Culvert itself writes, and node agents read. */
final class Patterns {
  private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
  private static final String DOTTED = "(" + OCTET + "[.]){3}" + OCTET;

  /** An IPv4 address. */
  static final String ADDRESS = "^" + DOTTED + "$";

  /** An IPv4 prefix. */
  static final String PREFIX = "^" + DOTTED + "/(3[0-2]|[12]?[0-9])$";

  /** A MAC address. */
  static final String MAC = "^[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}$";

  /** A metadata.uid. */
  static final String UID = "^[0-9A-Za-z]([-0-9A-Za-z]*[0-9A-Za-z])?$";

  /** A namespace. */
  static final String LABEL = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";

  /** The name of a pod, a node or another object. */
  static final String OBJECT = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";

  /** A subnet's name. */
  static final String SUBNET = "^[A-Za-z0-9]([-._A-Za-z0-9]*[A-Za-z0-9])?$";

  private Patterns() {}
}
