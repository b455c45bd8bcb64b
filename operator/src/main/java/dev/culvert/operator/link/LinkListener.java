package dev.culvert.operator.link;

/** Is told that a gateway's state or link changed. Called from the link's thread: be quick. */
@FunctionalInterface
public interface LinkListener {
  /** Something other than counters changed, or the link came up or went down. */
  void onChange(String gateway);
}
