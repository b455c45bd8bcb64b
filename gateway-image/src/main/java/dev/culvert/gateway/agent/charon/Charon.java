package dev.culvert.gateway.agent.charon;

import dev.culvert.gateway.contract.SharedKey;
import dev.culvert.gateway.contract.TunnelConfig;
import dev.culvert.vici.ViciException;
import java.io.IOException;
import java.util.List;

/**
 * What the agent asks of a running charon. Each method returns once charon has answered, not once
 * the peer has: initiating and terminating go on in charon. A {@link ViciException} is charon's
 * refusal of this one request; an {@link IOException} means that charon no longer answers.
 */
public interface Charon {

  /** The daemon's version, for example {@code 6.0.1}. */
  String version();

  /**
   * Holds a pre-shared key. The key loaded last for an owner signs, all of them verify.
   *
   * @param owner the peer's identity, and nothing else: charon accepts a key for every identity it
   *     names
   */
  void loadKey(String name, SharedKey key, String owner) throws IOException, ViciException;

  /** Forgets a pre-shared key. SAs stay. */
  void unloadKey(String name) throws IOException, ViciException;

  /** Holds a connection under the tunnel's id, in place of an earlier one. SAs stay. */
  void loadConnection(TunnelConfig tunnel) throws IOException, ViciException;

  /** Forgets a connection. SAs stay. */
  void unloadConnection(String name) throws IOException, ViciException;

  /** Starts to establish a CHILD_SA, with an IKE_SA of the connection where there is none. */
  void initiate(String connection, String child) throws IOException, ViciException;

  /** Starts to close an IKE_SA with all its CHILD_SAs; one that is not there is no error. */
  void terminateIkeSa(long id) throws IOException, ViciException;

  /** Starts to close a CHILD_SA; one that is not there is no error. */
  void terminateChildSa(long id) throws IOException, ViciException;

  /** All IKE_SAs, also those without a connection's name yet. */
  List<IkeSa> listSas() throws IOException, ViciException;
}
