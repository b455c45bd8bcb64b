package dev.culvert.operator.plan;

/** The UDP ports of IKE. */
public final class IkePorts {
  /** Where an exchange begins (RFC 7296 section 2). */
  public static final int IKE = 500;

  /** Where it goes on, and where ESP in UDP goes (RFC 7296 section 2.23, RFC 3948). */
  public static final int NAT_TRAVERSAL = 4500;

  private IkePorts() {}
}
