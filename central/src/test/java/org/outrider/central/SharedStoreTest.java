package org.outrider.central;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.outrider.agent.store.Postgres;

/** Several receivers on one real PostgreSQL. */
@Tag("UPL-02")
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class SharedStoreTest {
  private static Postgres database;

  @BeforeAll
  static void startDatabase() throws Exception {
    database = new Postgres();
  }

  @AfterAll
  static void stopDatabase() {
    database.close();
  }

  @BeforeEach
  void clear() throws Exception {
    open().close();
    execute("TRUNCATE received, of_session, place");
  }

  private static JdbcCentralStore open() throws Exception {
    return JdbcCentralStore.open(database.url(), InstantSource.system());
  }

  private static void execute(String sql) throws Exception {
    try (Connection c = DriverManager.getConnection(database.url());
        Statement s = c.createStatement()) {
      s.execute(sql);
    }
  }

  private static long number(String sql) throws Exception {
    try (Connection c = DriverManager.getConnection(database.url());
        Statement s = c.createStatement();
        ResultSet r = s.executeQuery(sql)) {
      r.next();
      return r.getLong(1);
    }
  }

  private static void until(Callable<Boolean> isSo) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!isSo.call()) {
      assertTrue(System.nanoTime() < end, "did not happen");
      LockSupport.parkNanos(20_000_000);
    }
  }

  private static Received read(String unit, String id, String session) {
    byte[] body = "{\"read_id\":\"%s\"}".formatted(id).getBytes(StandardCharsets.UTF_8);
    return new Received(unit, "read", id, "", body, new Received.Marks(null, session, null));
  }

  private static List<String> after(JdbcCentralStore store, long seq) {
    return store.after("read", seq, 100).stream().map(CentralStore.Numbered::body).toList();
  }

  @Test
  void aReadThatAnotherReceiverCommitsLateIsNotPassedOver() throws Exception {
    try (JdbcCentralStore late = open();
        JdbcCentralStore other = open();
        Connection blocker = DriverManager.getConnection(database.url());
        Statement s = blocker.createStatement()) {
      blocker.setAutoCommit(false);
      s.execute("INSERT INTO of_session VALUES ('A/a', 's1', 'read', 1)");
      CompletableFuture<List<CentralStore.Result>> first =
          CompletableFuture.supplyAsync(() -> late.put(List.of(read("A/a", "r1", "s1"))));
      until(
          () -> number("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'") > 0);
      assertEquals(
          List.of(CentralStore.Result.STORED), other.put(List.of(read("A/b", "r2", "s2"))));
      assertEquals(List.of(), after(other, 0), "r1 has a smaller number, and may still come");
      blocker.rollback();
      assertEquals(List.of(CentralStore.Result.STORED), first.join());
      assertEquals(
          List.of("{\"read_id\":\"r1\"}", "{\"read_id\":\"r2\"}"), after(other, 0), "in order");
    }
  }

  @Test
  @Tag("UPL-01")
  void receiversThatStoreTheSameReadsCountEachOnce() throws Exception {
    long before = number("SELECT deadlocks FROM pg_stat_database WHERE datname = 'alpr'");
    List<Received> all = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      all.add(read("A/" + i % 7, "r" + i, "s" + i % 5));
    }
    try (JdbcCentralStore one = open();
        JdbcCentralStore two = open()) {
      List<CompletableFuture<Void>> work = new ArrayList<>();
      for (JdbcCentralStore store : List.of(one, two)) {
        Random random = new Random(work.size());
        work.add(
            CompletableFuture.runAsync(
                () -> {
                  List<Received> mine = new ArrayList<>(all);
                  for (int i = 0; i < 40; i++) {
                    Collections.shuffle(mine, random);
                    assertTrue(
                        store.put(mine).stream().noneMatch(r -> r == CentralStore.Result.RETRY));
                  }
                }));
      }
      work.forEach(CompletableFuture::join);
      long counted = 0;
      for (int unit = 0; unit < 7; unit++) {
        for (int session = 0; session < 5; session++) {
          counted += one.ofSession("A/" + unit, "read", "s" + session);
        }
      }
      assertEquals(400, counted);
    }
    until(() -> number("SELECT count(*) FROM pg_stat_activity WHERE datname = 'alpr'") == 1);
    assertEquals(before, number("SELECT deadlocks FROM pg_stat_database WHERE datname = 'alpr'"));
  }

  @Test
  void oneReadThatTheDatabaseRefusesCostsFewTransactionsAndKeepsNoOtherOut() throws Exception {
    List<Received> all = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      all.add(read("A/a", i == 6_789 ? "r\u0000" : "r" + i, "s1"));
    }
    long before;
    try (JdbcCentralStore store = open()) {
      until(() -> number("SELECT count(*) FROM pg_stat_activity WHERE datname = 'alpr'") == 2);
      before = transactions();
      List<CentralStore.Result> results = store.put(all);
      assertEquals(CentralStore.Result.RETRY, results.get(6_789));
      assertEquals(9_999, Collections.frequency(results, CentralStore.Result.STORED));
    }
    until(() -> number("SELECT count(*) FROM pg_stat_activity WHERE datname = 'alpr'") == 1);
    assertTrue(transactions() - before < 200, "transactions: " + (transactions() - before));
  }

  private static long transactions() throws Exception {
    return number(
        "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = 'alpr'");
  }

  @Test
  void theSameReadTwiceInOneBatchIsStoredOnceAndAnotherBodyIsRejected() throws Exception {
    Received other =
        new Received("A/a", "read", "r1", "other", new byte[] {'{', '}'}, Received.Marks.NONE);
    try (JdbcCentralStore store = open()) {
      assertEquals(
          List.of(
              CentralStore.Result.STORED,
              CentralStore.Result.DUPLICATE,
              CentralStore.Result.REJECTED,
              CentralStore.Result.STORED),
          store.put(
              List.of(
                  read("A/a", "r1", "s1"),
                  read("A/a", "r1", "s1"),
                  other,
                  read("A/b", "r1", "s1"))));
      assertEquals(1, store.ofSession("A/a", "read", "s1"));
      assertEquals(2, store.counts().get("read_repeats"));
      assertEquals(
          List.of(CentralStore.Result.DUPLICATE), store.put(List.of(read("A/a", "r1", "s1"))));
    }
  }

  @Test
  void aRecordThatPostgresCannotReadAsJsonDoesNotBreakTheViews() throws Exception {
    try (JdbcCentralStore store = open()) {
      for (String body :
          new String[] {"{\"a\":\"\\u0000\"}", "{\"a\":\"\\ud800\"}", "no JSON", "\u00ff"}) {
        Received r =
            new Received(
                "A/a",
                "read",
                "bad " + body.length() + body.hashCode(),
                "",
                body.getBytes(StandardCharsets.ISO_8859_1),
                Received.Marks.NONE);
        assertEquals(List.of(CentralStore.Result.STORED), store.put(List.of(r)));
      }
      Received good =
          new Received(
              "A/a",
              "read",
              "good",
              "",
              "{\"plate\":{\"normalized\":\"AB\\u0001\\u001b1\"}}".getBytes(StandardCharsets.UTF_8),
              Received.Marks.NONE);
      assertEquals(List.of(CentralStore.Result.STORED), store.put(List.of(good)));
    }
    assertEquals(5, number("SELECT count(*) FROM alpr_read"));
    assertEquals(1, number("SELECT count(*) FROM alpr_read WHERE plate LIKE 'AB%'"));
    assertEquals(4, number("SELECT count(*) FROM alpr_read WHERE plate IS NULL"));
  }
}
