package dev.culvert.node.agent.keeper;

import dev.culvert.node.agent.plan.Attachment;
import org.jspecify.annotations.Nullable;

/**
 * What one network namespace ought to have.
 *
 * @param attachment null if it ought to have nothing
 * @param device the ifindex of the network's device; 0 if it ought to have nothing
 */
record Task(@Nullable Attachment attachment, int device) {
  static final Task NOTHING = new Task(null, 0);
}
