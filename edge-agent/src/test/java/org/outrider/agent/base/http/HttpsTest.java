package org.outrider.agent.base.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.tls.TestCertificates;
import org.outrider.agent.base.tls.UnitTls;
import org.outrider.hal.RealPart;

/** Bodies of a real HTTPS server that drips, or does not end. */
@Timeout(60)
class HttpsTest {
  private static final Https.Limits SHORT =
      new Https.Limits(Duration.ofSeconds(10), Duration.ofSeconds(2), Duration.ofSeconds(2));

  @TempDir Path folder;
  private HttpsServer server;
  private Https client;

  @BeforeEach
  void start() throws Exception {
    RealPart.require("openssl");
    TestCertificates certificates = new TestCertificates(folder);
    certificates.authority("ca");
    certificates.certificate("server", "ca", "subjectAltName=DNS:localhost");
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(certificates.tls("server", "ca").context()));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/drip", exchange -> pour(exchange, 1, 100_000_000));
    server.createContext("/flood", exchange -> pour(exchange, 1 << 16, 0));
    server.createContext(
        "/small",
        exchange -> {
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write(new byte[] {'{', '}'});
          exchange.close();
        });
    server.start();
    client = new Https(UnitTls.client(folder.resolve("ca.pem")), SHORT);
  }

  @AfterEach
  void stop() {
    if (client != null) {
      client.close();
      server.stop(0);
    }
  }

  private static void pour(HttpExchange exchange, int bytes, long pauseNanos) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      while (true) { // until the client goes
        out.write(new byte[bytes]);
        out.flush();
        LockSupport.parkNanos(pauseNanos);
      }
    }
  }

  private URI at(String path) {
    return URI.create("https://localhost:" + server.getAddress().getPort() + path);
  }

  @Test
  void aServerThatDripsIsLeftAtTheDeadline() throws Exception {
    IOException e =
        assertThrows(
            IOException.class, () -> client.fetch(client.request(at("/drip")).build(), 1000));
    assertTrue(String.valueOf(e.getMessage()).endsWith("/drip: no complete answer within 2 s"));
  }

  @Test
  void aFileThatDripsIsLeftAtItsDeadline() throws Exception {
    HttpResponse<InputStream> answer = client.open(client.request(at("/drip")).build());
    try (InputStream body = client.body(answer)) {
      IOException e = assertThrows(IOException.class, body::readAllBytes);
      assertTrue(String.valueOf(e.getMessage()).endsWith("/drip: not complete after 2 s"));
    }
  }

  @Test
  void aBodyOverItsLimitIsRefused() throws Exception {
    IOException e =
        assertThrows(
            IOException.class, () -> client.fetch(client.request(at("/flood")).build(), 100_000));
    assertTrue(String.valueOf(e.getMessage()).endsWith("/flood: more than 100000 bytes, refused"));
    assertEquals(2, client.fetch(client.request(at("/small")).build(), 2).body().length);
    assertThrows(IOException.class, () -> client.fetch(client.request(at("/small")).build(), 1));
  }
}
