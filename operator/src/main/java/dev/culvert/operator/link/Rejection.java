package dev.culvert.operator.link;

import dev.culvert.gateway.contract.GatewayConfig;
import dev.culvert.gateway.contract.GatewayState;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * That a gateway cannot use a document, in its own words.
 *
 * @param epoch the document's epoch
 * @param revision the document's revision
 * @param sentence why; holds no secret
 */
public record Rejection(@Nullable String epoch, long revision, String sentence) {

  /** Whether it is about the given document. */
  public boolean isAbout(GatewayConfig document) {
    return revision == document.revision() && Objects.equals(epoch, document.epoch());
  }

  /** Whether the gateway has got beyond the document. */
  boolean isOvertakenBy(GatewayState state) {
    return state.revision() >= revision && Objects.equals(epoch, state.epoch());
  }
}
