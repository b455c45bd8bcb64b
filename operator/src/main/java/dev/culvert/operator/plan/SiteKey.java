package dev.culvert.operator.plan;

/** A LocalNetworkSite of the connection's own namespace. */
record SiteKey(String name) implements RemoteKey {

  @Override
  public String toString() {
    return "site \"" + name + "\"";
  }
}
