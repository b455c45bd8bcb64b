package dev.culvert.node.agent.plan;

/** What keeps a pod of this node from being attached by a claim. */
public enum Waiting {
  /** The network's segment has not come yet. */
  FOR_SEGMENT,
  /** The container runtime has not made the pod's network namespace yet. */
  FOR_SANDBOX,
  /** The claim names a network of another namespace than its own. */
  OF_ANOTHER_NAMESPACE,
  /** The pod with the holder's UID is another one than the holder. */
  OF_ANOTHER_POD
}
