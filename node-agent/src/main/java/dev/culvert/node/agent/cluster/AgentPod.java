package dev.culvert.node.agent.cluster;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/**
 * Of an agent's pod what other agents need. The client's own class for pods would bring hundreds of
 * others with it.
 */
@Group("")
@Version("v1")
@Kind("Pod")
@Plural("pods")
@JsonIgnoreProperties(ignoreUnknown = true)
public final class AgentPod extends CustomResource<AgentPod.Spec, AgentPod.Status>
    implements Namespaced {

  private static final long serialVersionUID = 1L;

  /**
   * Where it runs.
   *
   * @param nodeName null until it is scheduled
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Spec(@Nullable String nodeName) {}

  /**
   * How it runs.
   *
   * @param hostIP its node's address; null until the kubelet has taken it
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Status(@Nullable String hostIP) {}
}
