package dev.culvert.node.agent.cluster;

import dev.culvert.node.agent.plan.Claim;
import dev.culvert.node.agent.plan.Doubt;
import dev.culvert.node.agent.plan.Segment;
import java.util.Collection;

/** What one connection shows. */
public interface Shown {

  /** Whether everything was listed, but for claims of namespaces that may not be read. */
  boolean isAnswered();

  /** Whether everything was listed: what is not there now is no more, but for doubts. */
  boolean isListed();

  /** What could not be read. */
  Collection<Doubt> doubts();

  /** The claims that pods hold. */
  Collection<Claim> claims();

  /** The networks. */
  Collection<Segment> segments();

  /** Where nodes with an agent are. */
  Collection<NodeAddress> nodes();
}
