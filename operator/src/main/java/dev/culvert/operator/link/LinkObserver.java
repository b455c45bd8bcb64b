package dev.culvert.operator.link;

/** Counts what links do. Called from the links' threads: be quick. */
public interface LinkObserver {
  /** A stream came up; {@code again} unless it is the first one to this address. */
  void onConnect(boolean again);

  /** A push ended. */
  void onPush(PushResult result);
}
