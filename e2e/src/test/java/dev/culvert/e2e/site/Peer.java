package dev.culvert.e2e.site;

import dev.culvert.e2e.scenario.Host;
import java.util.Set;

/** A VPN device of somebody else's with one connection to us, in its administrator's hands. */
interface Peer extends AutoCloseable {
  /** A host behind the device. */
  Host hostBehind();

  /** The device starts the connection. */
  void initiate();

  /** Whether all of the connection is up. */
  boolean isUp();

  /** Asks for new keys of the IKE_SA. */
  void rekeyIke();

  /** Asks for new keys of every CHILD_SA. */
  void rekeyChildren();

  /** What tells one IKE_SA from the one before it; of those that are established. */
  Set<String> ikeSas();

  /** What tells one CHILD_SA from the one before it; of those that are installed. */
  Set<String> childSas();

  /** Restarts the device, which says so. */
  void restart();

  /** The device starts anew and knows nothing of its SAs; it tells nobody. */
  void loseSas();

  /** The device stops where it is. */
  void freeze();

  /** It goes on. */
  void thaw();

  /** What it has written down. */
  String log();

  @Override
  void close();
}
