package org.outrider.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.tls.ServerIdentity;
import org.outrider.agent.base.tls.TestCertificates;
import org.outrider.agent.base.tls.UnitTls;
import org.outrider.agent.people.iam.SessionRules;

/** What strangers at the console can do to the people who need it: nothing. */
class ConsoleDoorTest {
  @TempDir Path folder;

  private static HttpResponse<String> logOn(
      Served served, String user, String password, String cookie) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(served.at("/logon"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    Served.form(Map.of("user", user, "password", password))));
    if (!cookie.isEmpty()) {
      request.header("Cookie", cookie);
    }
    return served.send(request);
  }

  @Test
  @Tag("IAM-01")
  void anonymousGuessesLeaveTheBrowserThatSomebodyUsedBeforeOpenToThem() throws Exception {
    try (Served served = new Served(folder)) {
      HttpResponse<String> first = logOn(served, "officer", Served.PASSWORD, "");
      assertEquals(303, first.statusCode());
      String device =
          first.headers().allValues("Set-Cookie").stream()
              .filter(c -> c.startsWith("outrider-device="))
              .findFirst()
              .orElseThrow();
      assertTrue(
          device.contains("HttpOnly")
              && device.contains("SameSite=Strict")
              && device.contains("Max-Age"),
          device);
      for (String user : List.of("officer", "supervisor", "administrator", "technician")) {
        for (int i = 0; i < 8; i++) {
          HttpResponse<String> answer = logOn(served, user, "wrong", "");
          assertTrue(
              answer.statusCode() == 401 || answer.statusCode() == 429, answer.statusCode() + "");
        }
      }
      HttpResponse<String> later = logOn(served, "officer", Served.PASSWORD, "");
      assertEquals(429, later.statusCode());
      assertTrue(Integer.parseInt(later.headers().firstValue("Retry-After").orElseThrow()) >= 1);
      assertEquals(
          303, logOn(served, "officer", Served.PASSWORD, device.split(";")[0]).statusCode());
    }
  }

  @Test
  @Tag("IAM-01")
  void theAnswersToListedAndUnlistedNamesAreTheSame() throws Exception {
    try (Served served = new Served(folder)) {
      for (int i = 0; i < 10; i++) {
        List<String> answers = new ArrayList<>();
        for (String user : List.of("officer", "nobody7")) {
          HttpResponse<String> answer = logOn(served, user, "wrong", "");
          served.clock.advance(Duration.ofMinutes(1).plusSeconds(1));
          answers.add(
              answer.statusCode()
                  + answer
                      .body()
                      .replace(user, "NAME")
                      .replaceAll("[A-Z2-7]{4}-[A-Z2-7]{4}", "CHALLENGE")
                      .replaceAll("\\d\\d:\\d\\d", "TIME"));
        }
        assertEquals(answers.getFirst(), answers.getLast(), "attempt " + i);
        assertEquals(i >= 4, answers.getFirst().contains("CHALLENGE"), "attempt " + i);
      }
    }
  }

  @Test
  @Tag("AUD-07")
  void requestsOfNobodyAreCountedAndNotChained() throws Exception {
    try (Served served = new Served(folder)) {
      int before = served.events().size();
      for (int i = 0; i < 200; i++) {
        assertEquals(401, served.nobody().post("/check", "plate", "ABC123").statusCode());
      }
      assertEquals(before, served.events().size());
      assertTrue(
          served.as("officer").get("/session").body().contains("\"refused_strangers\":200"),
          "counted");
    }
  }

  private static Socket silent(Served served, String from) throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
    socket.connect(new InetSocketAddress("127.0.0.1", served.console.port()), 10_000);
    return socket;
  }

  /** Answer on a connection of its own. */
  private static String fresh(Served served) throws IOException {
    try (Socket socket = silent(served, "127.0.0.1")) {
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write(
              "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private static void close(List<Socket> all) throws IOException {
    for (Socket socket : all) {
      socket.close();
    }
  }

  /** From the same address and from others, more than the server has connections for. */
  @Test
  void silentConnectionsKeepNobodyOut() throws Exception {
    try (Served served = new Served(folder)) {
      List<Socket> all = new ArrayList<>();
      try {
        for (int i = 0; i < 600; i++) {
          all.add(silent(served, "127.0.0." + (1 + i % 10)));
          if (i % 60 == 59) {
            assertTrue(fresh(served).startsWith("HTTP/1.1 200"), "after " + i);
          }
        }
        for (int i = 0; i < 300; i++) {
          all.add(silent(served, "127.0.0.1"));
        }
        assertTrue(fresh(served).startsWith("HTTP/1.1 200"), "300 of its own address");
        assertEquals(
            303, logOn(served, "officer", Served.PASSWORD, "").statusCode(), "and the way in");
      } finally {
        close(all);
      }
    }
  }

  @Test
  void silentConnectionsKeepNobodyOutOverTls() throws Exception {
    TestCertificates certificates = new TestCertificates(folder);
    certificates.authority("ca");
    certificates.certificate("console", "ca", "subjectAltName=DNS:localhost,IP:127.0.0.1");
    UnitTls tls = certificates.tls("console", "ca");
    try (Served served =
        new Served(
            folder,
            Served.RULES,
            new SessionRules(Optional.empty(), true),
            Optional.of(new ServerIdentity(tls.certificate(), tls.key())))) {
      List<Socket> all = new ArrayList<>();
      try {
        for (int i = 0; i < 300; i++) {
          all.add(silent(served, "127.0.0.1"));
        }
        try (Socket good =
            tls.context().getSocketFactory().createSocket("localhost", served.console.port())) {
          good.setSoTimeout(20_000);
          good.getOutputStream()
              .write(
                  "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                      .getBytes(StandardCharsets.US_ASCII));
          String got =
              new String(good.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
          assertTrue(got.startsWith("HTTP/1.1 200"), got);
        }
      } finally {
        close(all);
      }
    }
  }

  @Test
  void aPageThatIsOpenGetsItsNewsHoweverManyConnectionsComeAfterIt() throws Exception {
    try (Served served = new Served(folder);
        Socket page = silent(served, "127.0.0.1")) {
      page.setSoTimeout(20_000);
      page.getOutputStream()
          .write(
              "GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      assertTrue(page.getInputStream().read() > 0);
      List<Socket> all = new ArrayList<>();
      try {
        for (int i = 0; i < 300; i++) {
          all.add(silent(served, "127.0.0.1"));
        }
        byte[] some = new byte[4096];
        StringBuilder news = new StringBuilder();
        while (!news.toString().contains("event: alive")) {
          int n = page.getInputStream().read(some);
          assertFalse(n < 0, "closed");
          news.append(new String(some, 0, n, StandardCharsets.US_ASCII));
        }
      } finally {
        close(all);
      }
    }
  }
}
