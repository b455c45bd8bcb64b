package dev.culvert.e2e.vici;

import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Device;
import dev.culvert.vici.ViciConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.output.OutputFrame;
import org.testcontainers.utility.DockerImageName;

/** charon of the gateway's image, without the agent; its VICI socket is reachable from the test. */
final class CharonContainer extends GenericContainer<CharonContainer> {
  private static final String IMAGE = "culvert/gateway:dev";
  private static final String INSIDE = "/run/culvert";

  private final Path directory;

  /**
   * Creates the container.
   *
   * @param directory an empty directory of the test, in which the socket appears
   */
  CharonContainer(Path directory) {
    super(DockerImageName.parse(IMAGE));
    this.directory = directory;
    withFileSystemBind(directory.toString(), INSIDE, BindMode.READ_WRITE);
    withCreateContainerCmdModifier(create -> {
      create.withEntrypoint("/usr/sbin/charon-systemd");
      create
          .getHostConfig()
          .withCapDrop(Capability.ALL)
          .withCapAdd(Capability.NET_ADMIN, Capability.NET_BIND_SERVICE)
          .withDevices(new Device("rwm", "/dev/net/tun", "/dev/net/tun"));
    });
  }

  /** Where charon listens. */
  Path socket() {
    return directory.resolve("charon.vici");
  }

  /** Starts charon and returns once it answers. */
  @Override
  public void start() {
    try {
      // charon is root without the right to pass over permissions, the test may be anybody.
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    } catch (IOException e) {
      throw new IllegalStateException("cannot open " + directory + " to the container", e);
    }
    super.start();
    await("charon answers on " + socket())
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> {
          execInContainer("chmod", "0666", INSIDE + "/charon.vici");
          try (var connection = ViciConnection.open(socket(), Duration.ofSeconds(2))) {
            return connection.isOpen();
          }
        });
  }

  /** Stops charon in the middle of whatever it does. */
  void pause() {
    getDockerClient().pauseContainerCmd(getContainerId()).exec();
  }

  /** Lets a paused charon go on. */
  void goOn() {
    getDockerClient().unpauseContainerCmd(getContainerId()).exec();
  }

  /** Ends charon without notice. */
  void kill() {
    getDockerClient().killContainerCmd(getContainerId()).exec();
  }

  /** What charon has written. */
  String log() {
    return getLogs(OutputFrame.OutputType.STDOUT, OutputFrame.OutputType.STDERR);
  }
}
