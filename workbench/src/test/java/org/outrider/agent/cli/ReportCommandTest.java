package org.outrider.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.read.Deployment;
import org.outrider.agent.base.read.UnitId;
import org.outrider.agent.link.uplink.LaneRules;
import org.outrider.agent.link.uplink.Mosquitto;
import org.outrider.agent.link.uplink.OutboxLane;
import org.outrider.agent.link.uplink.Topics;
import org.outrider.agent.link.uplink.Uplink;
import org.outrider.agent.link.uplink.mqtt.PahoTransport;
import org.outrider.agent.record.usage.UsageDay;
import org.outrider.agent.store.SqliteStore;
import org.outrider.agent.store.StoreException;
import org.outrider.agent.unit.UnitFolder;
import org.outrider.central.CentralReceiver;
import org.outrider.central.JdbcCentralStore;
import org.outrider.hal.clock.SystemClock;

class ReportCommandTest {
  private static final String PLATE = "ZZ12345";
  private static final LocalDate DAY = LocalDate.parse("2026-11-24");

  @TempDir Path folder;
  private final Health health = new Health();
  private final Instant[] now = {Instant.parse("2026-11-24T12:00:00Z")};
  private UnitFolder unit;

  @BeforeEach
  void unit() throws Exception {
    unit = new UnitFolder(folder);
    unit.config();
  }

  private SqliteStore store() throws StoreException {
    return SqliteStore.open(folder.resolve("outrider.db"), health, () -> now[0]);
  }

  private static byte[] json(String text) {
    return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  /** Eleven reads, one of them for training; two hits and one for training; what became of them. */
  private void work(SqliteStore store) {
    for (int i = 0; i < 11; i++) {
      String body =
          "{'read_id':'r%d','plate':{'normalized':'%s'},'training':%b}"
              .formatted(i, PLATE, i == 10);
      store.storeRead("r" + i, now[0], false, json(body), List.of());
      store.storeRead("r" + i, now[0], true, json(body), List.of());
    }
    for (int i = 0; i < 3; i++) {
      String hit = "{'hit_id':'h%d','category':'STOLEN_VEHICLE','plate':'%s','training':%b}";
      store.storeHit("h" + i, "r" + i, now[0], json(hit.formatted(i, PLATE, i == 2)));
      store.storeHit("h" + i, "r" + i, now[0], json(hit.formatted(i, PLATE, i == 2))); // again
    }
    step(store, "d1", "accept", "'accepted'");
    step(store, "d2", "reject", "'rejected','reason':'misread'");
    step(store, "d3", "reject", "'rejected','reason':'it was %s'".formatted(PLATE));
    for (String event :
        List.of(
            "'seq':1,'action':'login','result':'allow'",
            "'seq':2,'action':'manual_check','result':'allow','query':'" + PLATE + "'",
            "'seq':2,'action':'manual_check','result':'allow','query':'" + PLATE + "'",
            "'seq':3,'action':'search','result':'deny'",
            "'seq':4,'action':'list_swap','result':'allow'")) {
      store.storeAudit("a" + event.charAt(6), json("{" + event + "}"));
    }
    store.countReadNotKept();
    store.flush().join();
  }

  private void step(SqliteStore store, String id, String step, String state) {
    CompletableFuture<Void> _ =
        store.step(
            id,
            "h1",
            false,
            now[0],
            json(
                "{'disposition_id':'%s','step':'%s','disposition':{'state':%s},'training':false}"
                    .formatted(id, step, state)));
  }

  private static final Map<String, Long> EXPECTED =
      Map.ofEntries(
          Map.entry("reads", 10L),
          Map.entry("reads_not_kept", 1L),
          Map.entry("hits", 2L),
          Map.entry("hits.stolen_vehicle", 2L),
          Map.entry("accepted", 1L),
          Map.entry("rejected", 2L),
          Map.entry("rejected.misread", 1L),
          Map.entry("rejected.other", 1L),
          Map.entry("log_ons", 1L),
          Map.entry("manual_checks", 1L),
          Map.entry("denied", 1L));

  @Test
  @Tag("REP-01")
  void whatADayCountedReachesTheReportOfCentralOnceAndWithoutAnyPlate() throws Exception {
    UnitId id = new UnitId("CT0000000", "car-7", Deployment.MOBILE);
    Path file = folder.resolve("central.db");
    try (SqliteStore store = store();
        Mosquitto broker = new Mosquitto(Files.createDirectories(folder.resolve("net")));
        JdbcCentralStore received = JdbcCentralStore.open(file)) {
      broker.start();
      work(store);
      SqliteStore.DayWriter writer = (usageId, day) -> day.write(usageId, id, "default@1");
      store.reportUsage(writer).join();
      assertEquals(0, store.waiting(OutboxLane.USAGE, 10).size(), "the day is not over");
      now[0] = now[0].plus(Duration.ofDays(1));
      store.reportUsage(writer).join();
      store.reportUsage(writer).join();
      String usage = store.waiting(OutboxLane.USAGE, 10).getFirst().id();
      assertEquals(1, store.waiting(OutboxLane.USAGE, 10).size());
      byte[] body = store.body(OutboxLane.USAGE, usage);
      assertFalse(new String(body, StandardCharsets.UTF_8).contains(PLATE));
      assertEquals(new UsageDay(DAY, EXPECTED), UsageDay.read(body));

      CentralReceiver central =
          new CentralReceiver(
              received,
              new PahoTransport(
                  broker.options("unit"),
                  "central-1",
                  CentralReceiver.subscriptions("", false),
                  null),
              Clock.systemUTC(),
              null,
              null);
      central.start();
      try (Uplink uplink =
          new Uplink(
              id,
              store,
              new PahoTransport(
                  broker.options("unit"), "unit-7", Topics.heardBy(id), Topics.state(id)),
              health,
              new SystemClock(),
              Duration.ofSeconds(1),
              LaneRules.FREE)) {
        uplink.start();
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!store.waiting(OutboxLane.USAGE, 1).isEmpty() && System.nanoTime() < end) {
          LockSupport.parkNanos(20_000_000);
        }
      }
      assertEquals(0, store.waiting(OutboxLane.USAGE, 1).size());
      assertEquals(null, store.body(OutboxLane.USAGE, usage), "central has it");
      central.close();
    }
    String[] ask = {
      "report", "--central", file.toString(), "--from", "2026-11-01", "--until", "2026-12-01"
    };
    String said = UnitFolder.run(with(ask, "--json"));
    assertTrue(said.startsWith("0 "), said);
    JsonNode report = Json.MAPPER.readTree(said.substring(2));
    assertEquals(10, report.path("totals").path("reads").asLong());
    assertEquals(33.3, report.path("misread_percent").asDouble());
    assertEquals(
        2, report.at("/units/CT0000000~1car-7/2026-11-24/hits.stolen_vehicle").asLong(), said);
    Path page = folder.resolve("november.html");
    String table = UnitFolder.run(with(ask, "--html", page.toString()));
    assertTrue(table.contains("Hits: stolen vehicle"), table);
    String html = Files.readString(page);
    assertTrue(html.contains("Hits: stolen vehicle") && html.contains("<svg"), html);
    assertFalse(html.contains(PLATE) || table.contains(PLATE) || said.contains(PLATE));
  }

  private static String[] with(String[] all, String... more) {
    String[] out = java.util.Arrays.copyOf(all, all.length + more.length);
    System.arraycopy(more, 0, out, all.length, more.length);
    return out;
  }

  @Test
  @Tag("REP-01")
  void aDayThatWasReportedNeverChangesHoweverTheClockIsSet() throws Exception {
    SqliteStore.DayWriter writer =
        (usageId, day) -> day.write(usageId, new UnitId("A", "u", Deployment.FIXED), "default@1");
    try (SqliteStore store = store()) {
      work(store);
      now[0] = now[0].plus(Duration.ofDays(1));
      store.reportUsage(writer).join();
      now[0] = now[0].minus(Duration.ofDays(1));
      store.storeRead("late", now[0], true, json("{}"), List.of()).join();
      List<UsageDay> days = store.usage().days(DAY, DAY.plusDays(7));
      assertEquals(
          List.of(new UsageDay(DAY, EXPECTED), new UsageDay(DAY.plusDays(1), Map.of("reads", 1L))),
          days);
    }
    String said =
        UnitFolder.run(
            "report",
            "--config",
            folder + "/outrider.toml",
            "--from",
            "2026-11-24",
            "--until",
            "2026-11-26",
            "--csv");
    assertTrue(said.contains("2026-11-25,reads,1"), said);
    String wrong =
        UnitFolder.run(
            "report",
            "--config",
            folder + "/outrider.toml",
            "--until",
            "2020-01-01",
            "--from",
            "2026-01-01");
    assertTrue(wrong.startsWith("2 ") && wrong.contains("from before until"), wrong);
    assertTrue(UnitFolder.run("report", "--central", folder + "/none.db").contains("not there"));
  }
}
