package dev.culvert.gateway.agent.tunnels;

import dev.culvert.gateway.agent.charon.Charon;
import dev.culvert.gateway.agent.charon.IkeSa;
import dev.culvert.gateway.contract.SharedKey;
import dev.culvert.gateway.contract.TunnelConfig;
import dev.culvert.vici.ViciException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Writes down what it is asked, lists what it is given, refuses and fails on demand. */
final class FakeCharon implements Charon {
  final List<String> calls = new ArrayList<>();
  List<IkeSa> sas = List.of();
  boolean refusesConnections;
  boolean isSilent;

  @Override
  public String version() {
    return "6.0.1";
  }

  @Override
  public void loadKey(String name, SharedKey key, String owner) throws IOException {
    call("loadKey " + name);
  }

  @Override
  public void unloadKey(String name) throws IOException {
    call("unloadKey " + name);
  }

  @Override
  public void loadConnection(TunnelConfig tunnel) throws IOException, ViciException {
    call("loadConnection " + tunnel.id());
    if (refusesConnections) {
      throw new ViciException("load-conn", "invalid value for: proposals");
    }
  }

  @Override
  public void unloadConnection(String name) throws IOException {
    call("unloadConnection " + name);
  }

  @Override
  public void initiate(String connection, String child) throws IOException {
    call("initiate " + connection + " " + child);
  }

  @Override
  public void terminateIkeSa(long id) throws IOException {
    call("terminateIkeSa " + id);
  }

  @Override
  public void terminateChildSa(long id) throws IOException {
    call("terminateChildSa " + id);
  }

  @Override
  public List<IkeSa> listSas() throws IOException {
    if (isSilent) {
      throw new IOException("charon is silent");
    }
    return sas;
  }

  private void call(String call) throws IOException {
    if (isSilent) {
      throw new IOException("charon is silent");
    }
    calls.add(call);
  }
}
