package org.outrider.agent.link.uplink;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.tls.TestCertificates;
import org.outrider.hal.RealPart;

/** The real broker as a child process, with TLS and client certificates made for the test. */
public final class Mosquitto implements AutoCloseable {
  private final Path folder;
  private final Path program = RealPart.require("mosquitto");
  public final int port;
  private final List<String> enter;
  private final String address;
  private @Nullable Process process;

  public Mosquitto(Path folder) throws Exception {
    this(folder, List.of(), "127.0.0.1");
  }

  /**
   * A broker somewhere else.
   *
   * @param enter command that runs another one there; empty for here
   * @param addresses on which it is reached
   */
  public Mosquitto(Path folder, List<String> enter, String... addresses) throws Exception {
    this.folder = folder;
    this.enter = List.copyOf(enter);
    this.address = addresses[0];
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    RealPart.require("openssl");
    TestCertificates certificates = new TestCertificates(folder);
    certificates.authority("ca");
    certificates.authority("stranger");
    certificates.certificate(
        "server", "ca", "subjectAltName=DNS:localhost,IP:" + String.join(",IP:", addresses));
    certificates.certificate("unit", "ca", "subjectAltName=DNS:unit");
    certificates.certificate("intruder", "stranger", "subjectAltName=DNS:unit");
    Files.writeString(
        folder.resolve("mosquitto.conf"),
        """
        per_listener_settings false
        allow_anonymous true
        persistence false
        user root
        """
            + Stream.of(addresses).map(this::listener).collect(Collectors.joining()));
  }

  /**
   * Adds lines to the configuration; before the start.
   *
   * @param lines as in {@code mosquitto.conf}
   */
  public Mosquitto with(String lines) throws IOException {
    Files.writeString(
        folder.resolve("mosquitto.conf"), lines + "\n", java.nio.file.StandardOpenOption.APPEND);
    return this;
  }

  /** Has the broker read its access list again. */
  public void reload() throws Exception {
    if (process != null) {
      new ProcessBuilder("kill", "-HUP", String.valueOf(process.pid())).start().waitFor();
    }
  }

  private String listener(String at) {
    return """
    listener %d %s
    cafile %s/ca.pem
    certfile %s/server.pem
    keyfile %s/server.key
    require_certificate true
    """
        .formatted(port, at, folder, folder, folder);
  }

  public void start() throws Exception {
    List<String> command = new ArrayList<>(enter);
    command.addAll(List.of(program.toString(), "-c", folder.resolve("mosquitto.conf").toString()));
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("mosquitto.log").toFile())
            .start();
    for (int i = 0; i < 250; i++) {
      try (Socket s = new Socket()) {
        s.connect(new InetSocketAddress(address, port), 200);
        return;
      } catch (IOException e) {
        LockSupport.parkNanos(20_000_000);
      }
    }
    throw new IOException(Files.readString(folder.resolve("mosquitto.log")));
  }

  /** Holds it, so that it takes nothing and its connections stand; or lets it go on. */
  public void pause(boolean isHeld) throws Exception {
    if (process != null) {
      new ProcessBuilder("kill", isHeld ? "-STOP" : "-CONT", String.valueOf(process.pid()))
          .start()
          .waitFor();
    }
  }

  public void stop() throws Exception {
    if (process != null) {
      process.destroyForcibly().waitFor();
    }
  }

  public MqttOptions options(String host, String identity, String authority) {
    return new MqttOptions(
        "ssl://" + host + ":" + port,
        folder.resolve(authority + ".pem"),
        folder.resolve(identity + ".pem"),
        folder.resolve(identity + ".key"));
  }

  /** Of a client with a certificate of the right authority. */
  public MqttOptions options(String identity) {
    return options("localhost", identity, "ca");
  }

  /** Programs that must be there, so that a skip names them before anything starts. */
  public static List<Path> parts() {
    return List.of(RealPart.require("mosquitto"), RealPart.require("openssl"));
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
    }
  }
}
