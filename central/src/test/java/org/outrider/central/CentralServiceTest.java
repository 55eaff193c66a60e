package org.outrider.central;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.link.uplink.Mosquitto;
import org.outrider.agent.link.uplink.Transport;
import org.outrider.agent.link.uplink.mqtt.PahoTransport;
import org.outrider.agent.store.Postgres;
import org.outrider.agent.store.StoreException;

/** Central as a service: two receivers, a database that may be away, a broker with a group. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class CentralServiceTest {
  private static final CentralService.Duties NONE =
      new CentralService.Duties() {
        @Override
        public @Nullable AgencyLists lists(CentralStore store, Transport transport) {
          return null;
        }

        @Override
        public @Nullable BeatRelay beats(Transport transport) {
          return null;
        }
      };

  @TempDir Path folder;

  @Test
  @Tag("UPL-02")
  void aHitIsStoredWhileReadsWait() throws Exception {
    FakePipe hits = new FakePipe();
    FakePipe others = new FakePipe();
    try (Postgres database = new Postgres();
        CentralService central =
            CentralService.start(database.url(), hits, others, InstantSource.system(), NONE);
        Connection blocker = DriverManager.getConnection(database.url());
        Statement s = blocker.createStatement()) {
      blocker.setAutoCommit(false);
      s.execute("INSERT INTO of_session VALUES ('A/a', 's1', 'read', 1)");
      others.send("A/a/read", "{\"read_id\":\"r1\",\"session_id\":\"s1\"}");
      hits.send("A/a/hit", "{\"hit_id\":\"h1\",\"session_id\":\"s1\"}");
      assertEquals("stored", hits.answer("A/a", "h1"));
      assertEquals(List.of(), others.answers("A/a", "r1"), "still waits");
      blocker.rollback();
      assertEquals("stored", others.answer("A/a", "r1"));
      assertEquals(List.of(), central.problems());
      assertTrue(central.isWorking());
    }
  }

  @Test
  void hitsHaveAReceiverOfTheirOwnAndNoTopicIsHeardTwice() {
    List<String> hits = CentralReceiver.hitSubscriptions("g");
    List<String> others = CentralReceiver.otherSubscriptions("g", true);
    assertEquals(List.of("$share/g/alpr/v1/+/+/hit"), hits);
    assertTrue(others.stream().noneMatch(hits::contains));
    assertEquals(hits.size() + others.size(), CentralReceiver.subscriptions("g", true).size());
  }

  @Test
  void aCentralThatStartsBeforeItsDatabaseWaitsForIt() throws Exception {
    try (Postgres database = new Postgres()) {
      database.crash();
      AtomicInteger pauses = new AtomicInteger();
      try (JdbcCentralStore store =
          CentralService.open(
              database.url(),
              InstantSource.system(),
              millis -> {
                assertTrue(millis > 0);
                if (pauses.incrementAndGet() == 2) {
                  start(database);
                }
              })) {
        assertTrue(pauses.get() >= 2);
        assertTrue(store.isThere());
      }
      assertThrows(
          StoreException.class,
          () ->
              CentralService.open(
                  database.url().replace("/alpr?", "/unknown?"),
                  InstantSource.system(),
                  _ -> {
                    throw new AssertionError("waits for a database that does not exist");
                  }));
    }
  }

  private static void start(Postgres database) {
    try {
      database.start();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Counts messages. */
  private static final class Counting implements Transport.Listener {
    private final AtomicInteger received = new AtomicInteger();
    private final AtomicInteger connected = new AtomicInteger();

    @Override
    public void connected() {
      connected.incrementAndGet();
    }

    @Override
    public void lost(String cause) {}

    @Override
    public void received(String topic, byte[] payload, Map<String, String> properties) {
      received.incrementAndGet();
    }
  }

  private static void until(AtomicInteger number, int value) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (number.get() < value) {
      assertTrue(System.nanoTime() < end, number + " of " + value);
      LockSupport.parkNanos(10_000_000);
    }
  }

  @Test
  @Tag("UPL-02")
  void aReceiverThatIsGoneKeepsNoShareOfTheMessages() throws Exception {
    Mosquitto.parts();
    try (Mosquitto broker = new Mosquitto(folder)) {
      broker.start();
      Counting one = new Counting();
      Counting two = new Counting();
      Counting sender = new Counting();
      try (PahoTransport first = member(broker, "central-1");
          PahoTransport unit = new PahoTransport(broker.options("unit"), "u", List.of(), null)) {
        first.start(one);
        unit.start(sender);
        try (PahoTransport second = member(broker, "central-2")) {
          second.start(two);
          until(two.connected, 1);
        }
        until(one.connected, 1);
        until(sender.connected, 1);
        for (int i = 0; i < 100; i++) {
          unit.publish("alpr/v1/A/a/read", new byte[] {'{', '}'}, false, Map.of()).join();
        }
        until(one.received, 100);
        assertEquals(0, two.received.get());
      }
    }
  }

  private static PahoTransport member(Mosquitto broker, String name) {
    return new PahoTransport(
        broker.options("unit"), name, CentralReceiver.subscriptions("g", false), null);
  }

  @Test
  void thePasswordComesFromAFileAndNeverFromTheArguments() throws Exception {
    Path file = Files.writeString(folder.resolve("database-password"), "a b&c\n");
    String url = "jdbc:postgresql://127.0.0.1/alpr?user=alpr";
    for (String given :
        new String[] {
          url + "&password=x", "jdbc:postgresql://alpr:x@127.0.0.1/alpr", url + "&PASSWORD=x"
        }) {
      CommandException e =
          assertThrows(CommandException.class, () -> DatabaseAddress.of(given, file, Map.of()));
      assertTrue(String.valueOf(e.getMessage()).contains("--database-password-file"));
      assertFalse(String.valueOf(e.getMessage()).contains("=x"));
    }
    assertEquals(url, DatabaseAddress.of(url, null, Map.of()));
    assertEquals(url + "&password=a+b%26c", DatabaseAddress.of(url, file, Map.of()));
    assertEquals(
        url + "&password=a+b%26c",
        DatabaseAddress.of(url, null, Map.of("CREDENTIALS_DIRECTORY", folder.toString())));
    assertEquals("jdbc:sqlite:c.db", DatabaseAddress.of("c.db", file, Map.of()));
    assertThrows(
        CommandException.class, () -> DatabaseAddress.of(url, folder.resolve("missing"), Map.of()));
  }

  @Test
  void healthSaysWhatIsWrong() throws Exception {
    try (JdbcCentralStore store = JdbcCentralStore.open(folder.resolve("central.db"));
        CentralPage well = new CentralPage(store, 0);
        CentralPage ill = new CentralPage(store, 0, () -> List.of("the database does not answer"));
        HttpClient client = HttpClient.newHttpClient()) {
      well.start();
      ill.start();
      HttpResponse<String> ok = health(client, well);
      assertEquals(200, ok.statusCode());
      assertEquals("{\"problems\":[]}", ok.body());
      HttpResponse<String> wrong = health(client, ill);
      assertEquals(503, wrong.statusCode());
      assertEquals("{\"problems\":[\"the database does not answer\"]}", wrong.body());
    }
  }

  private static HttpResponse<String> health(HttpClient client, CentralPage page) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + page.port() + "/health")).build(),
        HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
  }
}
