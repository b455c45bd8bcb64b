package dev.culvert.node.agent.plan;

/** What keeps a pod of this node from being attached. */
public enum Waiting {
  /** The network's segment has not come yet. */
  FOR_SEGMENT,
  /** The container runtime has not made the pod's network namespace yet. */
  FOR_SANDBOX
}
