package org.outrider.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectionLimitsTest {
  private final Server server = new Server();
  private ServerConnector connector;

  @BeforeEach
  void serve() throws Exception {
    ScheduledExecutorScheduler scheduler = new ScheduledExecutorScheduler("limits", true);
    server.addBean(scheduler);
    ConnectionLimits limits =
        new ConnectionLimits(
            new ConnectionLimits.Limits(20, 10, Duration.ofSeconds(1), Duration.ofSeconds(1)),
            "/endless",
            scheduler);
    HttpConfiguration http = new HttpConfiguration();
    http.addCustomizer(limits);
    connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.addBean(limits);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(
        new Handler.Abstract() {
          @Override
          public boolean handle(Request request, Response response, Callback callback)
              throws Exception {
            if (request.getHttpURI().getPath().equals("/endless")) {
              new CountDownLatch(1).await(3, TimeUnit.SECONDS);
            }
            Content.Sink.write(response, true, "got " + Content.Source.asString(request), callback);
            return true;
          }
        });
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  private Socket open() throws IOException {
    Socket socket = new Socket("127.0.0.1", connector.getLocalPort());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static void say(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  /** Each byte is a sign of life to the server's idle timeout, of 30 s here. */
  private static void dripUntilClosed(Socket socket, String first) throws IOException {
    say(socket, first);
    long start = System.nanoTime();
    socket.setSoTimeout(50);
    assertThrows(
        IOException.class,
        () -> {
          while (System.nanoTime() - start < Duration.ofSeconds(15).toNanos()) {
            say(socket, "x");
            try {
              if (socket.getInputStream().read() < 0) {
                throw new IOException("closed");
              }
            } catch (java.net.SocketTimeoutException e) {
              continue; // still open
            }
          }
        });
  }

  @Test
  void theHeadOfARequestThatDripsEndsWithTheTimeForIt() throws Exception {
    try (Socket socket = open()) {
      dripUntilClosed(socket, "GET / HTTP/1.1\r\nHost: a\r\nX-");
    }
  }

  @Test
  void soDoesThatOfASecondRequestOfTheSameConnection() throws Exception {
    try (Socket socket = open()) {
      say(socket, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      byte[] answer = new byte[4096];
      assertTrue(socket.getInputStream().read(answer) > 0);
      dripUntilClosed(socket, "GET / HTTP/1.1\r\nHost: a\r\nX-");
    }
  }

  @Test
  void theBodyOfARequestThatDripsEndsWithTheTimeForIt() throws Exception {
    try (Socket socket = open()) {
      dripUntilClosed(socket, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n");
    }
  }

  @Test
  void anAnswerThatGoesOnByItsNatureIsNotCut() throws Exception {
    try (Socket socket = open()) {
      say(socket, "GET /endless HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertTrue(answer.endsWith("got "), answer);
    }
  }

  @Test
  void oneMachineHasOneAddressThoughItTakesMany() throws Exception {
    assertEquals("192.0.2.7", ConnectionLimits.address(InetAddress.ofLiteral("192.0.2.7")));
    assertEquals(
        ConnectionLimits.address(InetAddress.ofLiteral("2001:db8:1:2::1")),
        ConnectionLimits.address(InetAddress.ofLiteral("2001:db8:1:2:ffff::9")));
    assertEquals(
        "2001:db8:1:2::/64", ConnectionLimits.address(InetAddress.ofLiteral("2001:db8:1:2::1")));
  }
}
