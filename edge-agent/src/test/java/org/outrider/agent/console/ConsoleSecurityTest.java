package org.outrider.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.alert.disposition.Disposition;
import org.outrider.agent.base.tls.ServerIdentity;
import org.outrider.agent.base.tls.TestCertificates;
import org.outrider.agent.base.tls.UnitTls;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.hotlist.HotListEntry;
import org.outrider.agent.hotlist.match.Match;
import org.outrider.agent.people.iam.SessionRules;

class ConsoleSecurityTest {
  private static final HotListEntry LISTED =
      Served.entry("e1", "ABC123", Category.STOLEN_VEHICLE, "Approach with care.");

  @TempDir Path folder;

  private static Disposition.State state(Served served, UUID hit) {
    return served.dispositions().all().stream()
        .filter(d -> d.hitId().equals(hit))
        .findFirst()
        .orElseThrow()
        .state();
  }

  @Test
  void aFormWithoutItsTokenChangesNothing() throws Exception {
    try (Served served = new Served(folder)) {
      UUID hit = served.alert("ABC123", LISTED, Match.Type.EXACT);
      Served.Browser officer = served.as("officer");
      officer.formToken("");
      assertEquals(403, officer.post("/alert/" + hit + "/accept").statusCode());
      officer.formToken(served.as("supervisor").toString());
      assertEquals(403, officer.post("/alert/" + hit + "/accept").statusCode());
      assertEquals(Disposition.State.PRESENTED, state(served, hit));
    }
  }

  @Test
  void anotherSitesPageCanSendNothing() throws Exception {
    try (Served served = new Served(folder)) {
      UUID hit = served.alert("ABC123", LISTED, Match.Type.EXACT);
      Served.Browser officer = served.as("officer");
      for (String[] header :
          List.of(
              new String[] {"Sec-Fetch-Site", "cross-site"},
              new String[] {"Sec-Fetch-Site", "same-site"},
              new String[] {"Origin", "https://evil.example"},
              new String[] {"Origin", "null"})) {
        HttpResponse<String> answer =
            served.send(
                HttpRequest.newBuilder(served.at("/alert/" + hit + "/accept"))
                    .header("Cookie", officer.cookie())
                    .header(header[0], header[1])
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString("form=x")));
        assertEquals(403, answer.statusCode());
        assertTrue(answer.body().contains("another site"), answer::body);
      }
      assertEquals(Disposition.State.PRESENTED, state(served, hit));
    }
  }

  @Test
  void aNameThatIsNotThisMachinesOwnIsRefused() throws Exception {
    try (Served served = new Served(folder);
        Socket socket = new Socket("127.0.0.1", served.console.port())) {
      socket
          .getOutputStream()
          .write(
              "GET /alerts HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertTrue(answer.startsWith("HTTP/1.1 421"), answer);
    }
  }

  @Test
  void scriptInAnyTextOfAnEntryIsShownAndNeverRun() throws Exception {
    String evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
    try (Served served = new Served(folder)) {
      HotListEntry bad =
          new HotListEntry(
              "e2",
              org.outrider.agent.base.plate.PlateText.of("XYZ999"),
              "US-" + evil,
              Category.BOLO,
              10,
              org.outrider.agent.people.iam.Classification.LOCAL,
              org.outrider.agent.hotlist.ListedVehicle.of(evil),
              evil,
              null,
              null);
      UUID hit = served.alert("XYZ999", bad, Match.Type.EXACT);
      Served.Browser supervisor = served.as("supervisor");
      served
          .as("officer")
          .post(
              "/entries",
              "plate",
              "ABC777",
              "category",
              "bolo",
              "days",
              "3",
              "instructions",
              evil,
              "field_case_number",
              evil,
              "field_synopsis",
              evil,
              "field_purpose_code",
              "stolen_vehicle");
      for (String path : List.of("/", "/alerts", "/alert/" + hit, "/entries")) {
        String page = supervisor.get(path).body();
        assertTrue(page.contains("&lt;script&gt;alert(1)"), path + " shows it");
        assertFalse(page.contains("<script>alert"), path);
        assertFalse(page.contains("<img src=x"), path);
      }
      HttpResponse<String> back =
          supervisor.post("/check", "plate", evil, "reason", evil, "purpose", evil);
      assertEquals(400, back.statusCode());
      assertFalse(back.body().contains("<script>alert"));
      assertFalse(back.body().contains("<img src=x"));
    }
  }

  @Test
  void aPlateOfAMegabyteIsRefusedAndTheConsoleGoesOn() throws Exception {
    try (Served served = new Served(folder)) {
      Served.Browser officer = served.as("officer");
      int status = officer.post("/check", "plate", "A".repeat(1 << 20)).statusCode();
      assertTrue(status == 413 || status == 400, "status " + status);
      assertEquals(400, officer.post("/check", "plate", "A".repeat(2000)).statusCode());
      assertEquals(200, officer.get("/").statusCode());
    }
  }

  @Test
  void anOpenPageIsToldOfNewsButNotWhatItIs() throws Exception {
    try (Served served = new Served(folder);
        Socket socket = new Socket("127.0.0.1", served.console.port())) {
      socket.setSoTimeout((int) Duration.ofSeconds(20).toMillis());
      socket
          .getOutputStream()
          .write(
              "GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      var lines =
          new java.io.BufferedReader(
              new java.io.InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      until(lines, ": outrider");
      served.alert("ABC123", LISTED, Match.Type.EXACT);
      String told = until(lines, "event: alerts");
      assertFalse(told.contains("ABC"));
      served.console.close();
      until(lines, null);
    }
  }

  /** Reads up to a line, or to the end. */
  private static String until(java.io.BufferedReader lines, String last) throws Exception {
    StringBuilder all = new StringBuilder();
    String line = "";
    while (line != null && !line.equals(last)) {
      all.append(line).append('\n');
      line = lines.readLine();
    }
    assertEquals(last, line);
    return all.toString();
  }

  @Test
  void manySlowConnectionsKeepNobodyOut() throws Exception {
    try (Served served = new Served(folder)) {
      List<Socket> slow = new ArrayList<>();
      try {
        for (int i = 0; i < 100; i++) {
          Socket s = new Socket("127.0.0.1", served.console.port());
          s.getOutputStream()
              .write(
                  "POST /logon HTTP/1.1\r\nHost: 127.0.0.1\r\nX-"
                      .getBytes(StandardCharsets.US_ASCII));
          slow.add(s);
        }
        assertEquals(200, served.as("officer").get("/").statusCode());
      } finally {
        for (Socket s : slow) {
          s.close();
        }
      }
    }
  }

  @Test
  @Tag("IAM-01")
  void aSessionThatEndedCannotBeUsedAgain() throws Exception {
    try (Served served = new Served(folder)) {
      Served.Browser officer = served.as("officer");
      Served.Browser stolen = served.nobody();
      assertEquals(200, officer.get("/check").statusCode());
      assertEquals(
          303, served.new Browser(served.sessions.open().getFirst()).post("/logoff").statusCode());
      assertEquals(401, officer.get("/check").statusCode(), "the old cookie");
      assertEquals(401, stolen.get("/check").statusCode());
      Served.Browser first = served.as("officer");
      Served.Browser second = served.as("officer");
      assertEquals(401, first.get("/check").statusCode(), "one session a person");
      assertEquals(200, second.get("/check").statusCode());
    }
  }

  @Test
  void theCookieIsOutOfReachOfScriptsAndOtherSites() throws Exception {
    try (Served served = new Served(folder)) {
      HttpResponse<String> answer =
          served.nobody().post("/logon", "user", "officer", "password", Served.PASSWORD);
      assertEquals(303, answer.statusCode());
      String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
      assertTrue(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), cookie);
      String policy = answer.headers().firstValue("Content-Security-Policy").orElseThrow();
      assertTrue(policy.startsWith("default-src 'none'") && !policy.contains("unsafe"), policy);
      assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElseThrow());
      assertTrue(answer.headers().firstValue("Server").isEmpty());
    }
  }

  @Test
  void overANetworkTheCookieIsForTlsAlone() throws Exception {
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
      HttpClient client =
          HttpClient.newBuilder()
              .sslContext(tls.context())
              .followRedirects(HttpClient.Redirect.NEVER)
              .build();
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(
                      URI.create("https://localhost:" + served.console.port() + "/logon"))
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          Served.form(Map.of("user", "officer", "password", Served.PASSWORD))))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
      assertTrue(cookie.startsWith("__Host-outrider=") && cookie.contains("Secure"), cookie);
      assertTrue(answer.headers().firstValue("Strict-Transport-Security").isPresent());
      try (Socket plain = new Socket("127.0.0.1", served.console.port())) {
        plain.setSoTimeout((int) Duration.ofSeconds(20).toMillis());
        plain
            .getOutputStream()
            .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        String got = new String(plain.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertFalse(got.contains("200 OK"), "nothing is told in clear");
      }
    }
  }

  @Test
  void aCertificateThatComesLaterIsTakenUpAndARenewedOneToo() throws Exception {
    TestCertificates certificates = new TestCertificates(folder);
    certificates.authority("ca");
    certificates.certificate("first", "ca", "subjectAltName=DNS:localhost");
    certificates.certificate("second", "ca", "subjectAltName=DNS:localhost");
    UnitTls first = certificates.tls("first", "ca");
    UnitTls second = certificates.tls("second", "ca");
    ServerIdentity identity = new ServerIdentity(folder.resolve("u.pem"), folder.resolve("u.key"));
    try (Served served =
        new Served(
            folder,
            Served.RULES,
            new SessionRules(Optional.empty(), true),
            Optional.of(identity))) {
      assertTrue(String.valueOf(served.unidentified).contains("u.key: not there"));
      Files.copy(first.key(), identity.key());
      Files.copy(first.certificate(), identity.certificate());
      served.console.serve();
      assertEquals(subject(first.certificate()), shown(served, first));
      Files.copy(second.key(), identity.key(), StandardCopyOption.REPLACE_EXISTING);
      Files.copy(second.certificate(), identity.certificate(), StandardCopyOption.REPLACE_EXISTING);
      Files.setLastModifiedTime(
          identity.certificate(), FileTime.from(Instant.EPOCH.plusSeconds(9)));
      served.console.serve();
      assertEquals(subject(second.certificate()), shown(served, first));
    }
  }

  private static String subject(Path certificate) throws Exception {
    try (InputStream in = Files.newInputStream(certificate)) {
      return ((X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in))
          .getSubjectX500Principal()
          .getName();
    }
  }

  /** Who the console says that it is, to one who comes anew. */
  private static String shown(Served served, UnitTls by) throws Exception {
    try (SSLSocket socket =
        (SSLSocket)
            by.context().getSocketFactory().createSocket("localhost", served.console.port())) {
      socket.startHandshake();
      return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
          .getSubjectX500Principal()
          .getName();
    }
  }
}
