package org.outrider.agent.upkeep.update;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.outrider.agent.base.tls.TestCertificates;
import org.outrider.agent.base.tls.UnitTls;
import org.outrider.hal.RealPart;

/**
 * A real hawkBit server (Eclipse hawkBit 0.3.0M7, from {@code src/test/hawkbit}) as a process of
 * its own, with TLS, and an administrator's hands on it.
 */
final class HawkBitStand implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SOURCE = Path.of("src/test/hawkbit");
  private static final Path BUILT = Path.of("target/hawkbit");

  private final Path folder;
  private final int port;
  private final Process process;
  private final HttpClient client;

  HawkBitStand(Path folder) throws Exception {
    this.folder = folder;
    build();
    TestCertificates certificates = new TestCertificates(folder);
    certificates.authority("web");
    certificates.certificate("server", "web", "subjectAltName=DNS:localhost");
    run(
        folder,
        "openssl",
        "pkcs12",
        "-export",
        "-in",
        "server.pem",
        "-inkey",
        "server.key",
        "-out",
        "server.p12",
        "-passout",
        "pass:stand");
    port = freePort();
    process =
        new ProcessBuilder(
                java(),
                "-Xmx256m",
                "-cp",
                BUILT.resolve("classes") + ":" + BUILT.resolve("lib") + "/*",
                "org.outrider.hawkbit.Stand",
                "--server.port=" + port,
                "--server.address=127.0.0.1",
                "--server.ssl.key-store=" + folder.resolve("server.p12"),
                "--server.ssl.key-store-password=stand",
                "--server.ssl.key-store-type=PKCS12",
                "--spring.main.allow-bean-definition-overriding=true",
                "--spring.security.user.name=admin",
                "--spring.security.user.password={noop}admin",
                "--hawkbit.server.ddi.security.authentication.targettoken.enabled=true",
                "--hawkbit.artifact.url.protocols.download-http.rel=download",
                "--hawkbit.artifact.url.protocols.download-http.protocol=https",
                "--hawkbit.artifact.url.protocols.download-http.hostname=localhost",
                "--hawkbit.artifact.url.protocols.download-http.port=" + port,
                "--org.eclipse.hawkbit.repository.file.path=" + folder.resolve("artifacts"))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("hawkbit.log").toFile())
            .start();
    client = HttpClient.newBuilder().sslContext(UnitTls.client(ca())).build();
    await();
  }

  private static String java() {
    return ProcessHandle.current().info().command().orElse("java");
  }

  /** Once for each clean build; Maven fetches what is missing. */
  private static void build() throws Exception {
    if (Files.exists(BUILT.resolve("classes"))) {
      return;
    }
    RealPart.require("mvn");
    run(
        Path.of("."),
        "mvn",
        "-q",
        "-B",
        "-ntp",
        "-f",
        SOURCE.resolve("pom.xml").toString(),
        "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies",
        "-DincludeScope=runtime",
        "-DoutputDirectory=" + BUILT.resolve("lib").toAbsolutePath());
    Path half = BUILT.resolve("half");
    run(
        Path.of("."),
        Path.of(java()).resolveSibling("javac").toString(),
        "--release",
        "11", // what its Spring can read
        "-nowarn",
        "-cp",
        BUILT.resolve("lib") + "/*",
        "-d",
        half.toString(),
        SOURCE.resolve("src/main/java/org/outrider/hawkbit/Stand.java").toString());
    Files.move(half, BUILT.resolve("classes"));
  }

  private static void run(Path in, String... command) throws Exception {
    Process p =
        new ProcessBuilder(command).directory(in.toFile()).redirectErrorStream(true).start();
    String said = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (p.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  Path ca() {
    return folder.resolve("web.pem");
  }

  URI base() {
    return URI.create("https://localhost:" + port + "/DEFAULT");
  }

  private void await() throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(180).toNanos();
    while (true) {
      try {
        call("GET", "/targets", "");
        return;
      } catch (IOException e) {
        if (System.nanoTime() > end || !process.isAlive()) {
          throw new IOException(Files.readString(folder.resolve("hawkbit.log")), e);
        }
        LockSupport.parkNanos(200_000_000);
      }
    }
  }

  /** A call of the management API, by the administrator. */
  JsonNode call(String method, String path, String json) throws Exception {
    return call(method, path, "application/json", json.getBytes(StandardCharsets.UTF_8));
  }

  private JsonNode call(String method, String path, String type, byte[] body) throws Exception {
    String basic =
        Base64.getEncoder().encodeToString("admin:admin".getBytes(StandardCharsets.UTF_8));
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/rest/v1" + path))
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", type)
                .header("Accept", "application/hal+json, application/json")
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
    }
    return JSON.readTree(answer.body().isEmpty() ? "{}" : answer.body());
  }

  /** Makes a unit known. */
  void unit(String id, String token) throws Exception {
    call(
        "POST",
        "/targets",
        """
        [{"controllerId": "%s", "name": "%s", "securityToken": "%s"}]
        """
            .formatted(id, id, token));
  }

  /** Makes a bundle known as a version, and assigns it to a unit; gives the action's number. */
  String assign(String unit, String version, String file, byte[] bundle) throws Exception {
    String module =
        call(
                "POST",
                "/softwaremodules",
                """
                [{"name": "outrider", "version": "%s", "type": "os"}]
                """
                    .formatted(version))
            .path(0)
            .path("id")
            .asText();
    String boundary = "outrider-stand";
    byte[] head =
        """
        --%s\r
        Content-Disposition: form-data; name="file"; filename="%s"\r
        Content-Type: application/octet-stream\r
        \r
        """
            .formatted(boundary, file)
            .getBytes(StandardCharsets.UTF_8);
    byte[] tail = "\r\n--%s--\r\n".formatted(boundary).getBytes(StandardCharsets.UTF_8);
    byte[] form = new byte[head.length + bundle.length + tail.length];
    System.arraycopy(head, 0, form, 0, head.length);
    System.arraycopy(bundle, 0, form, head.length, bundle.length);
    System.arraycopy(tail, 0, form, head.length + bundle.length, tail.length);
    call(
        "POST",
        "/softwaremodules/" + module + "/artifacts",
        "multipart/form-data; boundary=" + boundary,
        form);
    String set =
        call(
                "POST",
                "/distributionsets",
                """
                [{"name": "outrider", "version": "%s", "type": "os", "modules": [{"id": %s}]}]
                """
                    .formatted(version, module))
            .path(0)
            .path("id")
            .asText();
    call(
        "POST",
        "/distributionsets/" + set + "/assignedTargets",
        """
        [{"id": "%s", "type": "forced"}]
        """
            .formatted(unit));
    return call("GET", "/targets/" + unit + "/actions?sort=id:DESC&limit=1", "")
        .path("content")
        .path(0)
        .path("id")
        .asText();
  }

  /** What the server's record of an action says, newest last. */
  List<String> said(String unit, String action) throws Exception {
    return call(
            "GET", "/targets/" + unit + "/actions/" + action + "/status?sort=id:ASC&limit=50", "")
        .path("content")
        .findValuesAsText("type");
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
