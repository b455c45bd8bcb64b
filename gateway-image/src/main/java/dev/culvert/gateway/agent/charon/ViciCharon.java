package dev.culvert.gateway.agent.charon;

import dev.culvert.gateway.contract.SharedKey;
import dev.culvert.gateway.contract.TunnelConfig;
import dev.culvert.vici.ViciConnection;
import dev.culvert.vici.ViciException;
import dev.culvert.vici.ViciSection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * {@link Charon} over VICI. A connection that broke is opened anew for the next request, until this
 * is closed: the socket may be the next charon's by then.
 */
final class ViciCharon implements Charon, AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Path socket;
  private final String outsideAddress;
  private final String version;
  private ViciConnection connection;
  private boolean closed;

  ViciCharon(Path socket, String outsideAddress) throws IOException, ViciException {
    this.socket = socket;
    this.outsideAddress = outsideAddress;
    this.connection = ViciConnection.open(socket, TIMEOUT);
    this.version =
        connection.request("version", ViciSection.empty()).text("version").orElse("unknown");
  }

  private synchronized ViciConnection vici() throws IOException {
    if (closed) {
      throw new IOException("this charon has ended");
    }
    if (!connection.isOpen()) {
      connection = ViciConnection.open(socket, TIMEOUT);
    }
    return connection;
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public void loadKey(String name, SharedKey key, String owner) throws IOException, ViciException {
    vici().request("load-shared", Messages.key(name, key, owner));
  }

  @Override
  public void unloadKey(String name) throws IOException, ViciException {
    vici().request("unload-shared", ViciSection.builder().put("id", name).build());
  }

  @Override
  public void loadConnection(TunnelConfig tunnel) throws IOException, ViciException {
    vici().request("load-conn", Messages.connection(tunnel, outsideAddress));
  }

  @Override
  public void unloadConnection(String name) throws IOException, ViciException {
    vici().request("unload-conn", ViciSection.builder().put("name", name).build());
  }

  @Override
  public void initiate(String tunnel, String child) throws IOException, ViciException {
    vici().request("initiate", Messages.initiate(tunnel, child));
  }

  @Override
  public void terminateIkeSa(long id) throws IOException, ViciException {
    vici().exchange("terminate", Messages.terminate("ike-id", id));
  }

  @Override
  public void terminateChildSa(long id) throws IOException, ViciException {
    vici().exchange("terminate", Messages.terminate("child-id", id));
  }

  @Override
  public List<IkeSa> listSas() throws IOException, ViciException {
    var sas = new ArrayList<IkeSa>();
    vici().stream(
        "list-sas",
        "list-sa",
        ViciSection.empty(),
        message -> sas.addAll(SaReader.ikeSas(message)));
    return List.copyOf(sas);
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    connection.close();
  }
}
