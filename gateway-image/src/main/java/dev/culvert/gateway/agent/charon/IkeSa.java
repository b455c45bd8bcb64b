package dev.culvert.gateway.agent.charon;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An IKE_SA as charon lists it.
 *
 * @param id unique while charon runs; an IKE rekeying gives a new one
 * @param connection the connection it belongs to, {@code (unnamed)} while that is open
 * @param state charon's word, for example {@code CONNECTING} or {@code ESTABLISHED}
 * @param initiator whether this end started it
 * @param localIdentity our identity, once known
 * @param remoteIdentity the peer's identity, once known
 * @param remoteAddress the peer's source address
 * @param remotePort the peer's source port
 * @param establishedSeconds age since it was established, 0 before
 * @param creatingChild whether a CHILD_SA is being negotiated or waits for that
 * @param children its CHILD_SAs in every state
 */
public record IkeSa(
    long id,
    String connection,
    String state,
    boolean initiator,
    @Nullable String localIdentity,
    @Nullable String remoteIdentity,
    String remoteAddress,
    int remotePort,
    long establishedSeconds,
    boolean creatingChild,
    List<ChildSa> children) {

  /** Copies the list. */
  public IkeSa {
    children = List.copyOf(children);
  }

  /** Whether both ends are authenticated and the SA is not on its way out. */
  public boolean isEstablished() {
    return state.equals("ESTABLISHED") || state.equals("REKEYING");
  }

  /** Whether it is being negotiated. */
  public boolean isConnecting() {
    return state.equals("CONNECTING") || state.equals("CREATED");
  }
}
