package org.outrider.central;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.trust.Sha256;

/** A unit of the agency that means harm, against the receiver and a real SQLite file. */
@Tag("UPL-02")
class HostileUnitTest {
  private static final String A = "CT0000000/car-a";
  private static final String B = "CT0000000/car-b";
  private static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");

  @TempDir Path folder;
  private final FakePipe pipe = new FakePipe();
  private JdbcCentralStore store;
  private CentralReceiver central;

  @BeforeEach
  void start() throws Exception {
    store = JdbcCentralStore.open("jdbc:sqlite:" + folder.resolve("central.db"), () -> NOW);
    central = new CentralReceiver(store, pipe, () -> NOW, null, null);
    central.start();
  }

  @AfterEach
  void stop() {
    central.close();
  }

  private static String read(String unit, String id, String purgeAfter, String holds) {
    String[] names = unit.split("/", -1);
    return """
    {"read_id":"%s","agency_id":"%s","unit_id":"%s","session_id":"s1","plate":{"normalized":"AB1"},
     "retention":{"purge_after":%s,"hold_ids":[%s]}}\
    """
        .formatted(
            id, names[0], names[1], purgeAfter.equals("null") ? purgeAfter : q(purgeAfter), holds);
  }

  private static String hit(String unit, String id, String readId, String purgeAfter) {
    return read(unit, readId, purgeAfter, "")
        .replaceFirst("\\{", "{\"hit_id\":\"" + id + "\",\"session_id\":\"s1\",");
  }

  private static String q(String text) {
    return '"' + text + '"';
  }

  private void isStored(String unit, String kind, String id, String body) {
    pipe.send(unit + "/" + kind, body);
    assertEquals("stored", pipe.answer(unit, id));
  }

  private long count(String kind) {
    return store.counts().getOrDefault(kind, 0L);
  }

  @Test
  void aSmallMessageThatUnpacksToMillionsOfRecordsStopsNobody() {
    byte[] bomb = FakePipe.gzip("[" + "{},".repeat(5_240_000) + "{}]");
    assertTrue(bomb.length < 20_000, "about 15 KB");
    pipe.send(B + "/read", bomb, Map.of());
    isStored(A, "read", "r1", read(A, "r1", "2026-12-20T00:00:00Z", ""));
    isStored(B, "read", "r2", read(B, "r2", "2026-12-20T00:00:00Z", ""));
  }

  @Test
  void idsOfARefusedMessageAreAnsweredWhereTheyAreKnown() {
    pipe.send(
        B + "/read",
        FakePipe.gzip("[{\"read_id\":\"x1\"}," + "{},".repeat(1_400_000) + "{}]"),
        Map.of());
    assertEquals("rejected message over 4194304 bytes unpacked", pipe.answer(B, "x1"));
    pipe.send(B + "/hit", "[" + "{\"hit_id\":\"h1\"},".repeat(3) + "{\"hit_id\":\"h2\"}]");
    assertEquals("rejected message of more than 1 records", pipe.answer(B, "h2"));
    pipe.send(B + "/hit", "{\"hit_id\":\"h3\",\"a\":" + "[".repeat(600));
    pipe.send(B + "/read", "[{\"read_id\":\"r5\"},{\"read_id\":");
    assertEquals("rejected message is not JSON, or is too deeply nested", pipe.answer(B, "r5"));
    assertEquals(0, count("read") + count("hit"));
  }

  @Test
  void aRecordThatIsDeepOrLongOrNoDatabaseCanKeepIsRejectedAloneAndTheRestIsKept() {
    pipe.send(
        B + "/read",
        "["
            + String.join(
                ",",
                "{\"read_id\":\"deep\",\"a\":" + "[".repeat(40) + "]".repeat(40) + "}",
                "{\"read_id\":\"long\",\"a\":\"" + "x".repeat(70_000) + "\"}",
                "{\"read_id\":\"nul\",\"a\":\"\\u0000\"}",
                "{\"read_id\":\"half\",\"a\":\"\\ud800\"}",
                "{\"read_id\":\"huge\",\"a\":1e999}",
                read(B, "good", "2026-12-20T00:00:00Z", ""))
            + "]");
    assertEquals("stored", pipe.answer(B, "good"));
    for (String id : new String[] {"deep", "long", "nul", "half", "huge"}) {
      assertTrue(pipe.answer(B, id).startsWith("rejected "), id);
    }
    assertEquals(1, count("read"));
  }

  @Test
  @Tag("RET-01")
  void aUnitCannotPurgeAnotherUnitsHeldRead() {
    isStored(A, "read", "r1", read(A, "r1", "2026-12-20T00:00:00Z", "\"case-1\""));
    isStored(A, "hit", "h1", hit(A, "h1", "r1", "2026-12-20T00:00:00Z"));
    byte[] picture = {1, 2, 3};
    pipe.send(
        A + "/image/" + Sha256.of(picture) + "/0", picture, Map.of("parts", "1", "read_id", "r1"));
    assertEquals("stored", pipe.answer(A, Sha256.of(picture)));
    isStored(B, "hit", "h9", hit(B, "h9", "r1", "2020-06-01T00:00:00Z"));
    isStored(B, "read", "r9", read(B, "r9", "2020-06-01T00:00:00Z", ""));
    assertEquals(1, central.purge(), "its own");
    assertEquals(1, count("read"));
    assertEquals(1, count("hit"));
    assertEquals(1, count("picture"));
  }

  @Test
  void aUnitCannotTakeAnotherUnitsIdsOrSpeakForIt() {
    isStored(B, "read", "r1", read(B, "r1", "2026-12-20T00:00:00Z", ""));
    isStored(A, "read", "r1", read(A, "r1", "2026-12-21T00:00:00Z", ""));
    byte[] picture = {1, 2, 3};
    for (String unit : new String[] {B, A}) {
      pipe.send(unit + "/image/" + Sha256.of(picture) + "/0", picture, Map.of("read_id", "r1"));
      assertEquals("stored", pipe.answer(unit, Sha256.of(picture)));
    }
    pipe.send(B + "/read", read(A, "r2", "2026-12-20T00:00:00Z", ""));
    assertEquals("rejected unit_id is not the topic's", pipe.answer(B, "r2"));
    pipe.send(B + "/hit", hit("OTHER0000/car-b", "h2", "r2", "2026-12-20T00:00:00Z"));
    assertEquals("rejected agency_id is not the topic's", pipe.answer(B, "h2"));
    pipe.send(B + "/audit", "{\"audit_id\":\"a1\",\"unit_id\":[\"car-b\"]}");
    assertEquals("rejected unit_id is not the topic's", pipe.answer(B, "a1"));
  }

  @Test
  void aHeldReadKeepsItsHitAndItsPictureWhateverTheirDates() {
    isStored(A, "read", "r1", read(A, "r1", "2026-12-20T00:00:00Z", "\"case-1\""));
    isStored(A, "hit", "h1", hit(A, "h1", "r1", "2021-12-20T00:00:00Z"));
    assertEquals(0, central.purge());
    assertEquals(1, count("read"));
    assertEquals(1, count("hit"));
  }

  @Test
  @Tag("UPL-01")
  void readsOfAnotherUnitDoNotCompleteASession() {
    isStored(B, "read", "r1", read(B, "r1", "2026-12-20T00:00:00Z", ""));
    pipe.send(A + "/session", "{\"session_id\":\"s1\",\"reads\":1,\"hits\":0}");
    assertEquals("retry 0 of 1 reads", pipe.answer(A, "s1"));
  }

  @Test
  @Tag("RET-01")
  void neverMeansNeverAndABadDateRejectsItsRecordAlone() {
    pipe.send(
        A + "/read",
        "["
            + String.join(
                ",",
                read(A, "never", "+999999999-12-31T00:00:00Z", ""),
                read(A, "none", "null", ""),
                read(A, "bad", "31 December", ""),
                read(A, "zero", "0000-01-01T00:00:00Z", ""),
                read(A, "past", "1970-01-31T00:00:00Z", ""),
                read(A, "good", "2026-12-20T00:00:00Z", ""),
                read(A, "number", "null", "").replace("null", "5"),
                read(A, "hold", "2021-01-01T00:00:00Z", "").replace("[]", "\"case-1\""))
            + "]");
    for (String id : new String[] {"never", "none", "good"}) {
      assertEquals("stored", pipe.answer(A, id), id);
    }
    for (String id : new String[] {"bad", "zero", "past", "number", "hold"}) {
      assertTrue(pipe.answer(A, id).startsWith("rejected retention."), id);
    }
    assertEquals(0, central.purge());
    assertEquals(3, count("read"));
  }

  private static final String[] SEEDS = {
    "read",
    "[" + read(B, "r-%d", "2026-12-20T00:00:00Z", "\"c\"") + "]",
    "hit",
    hit(B, "h-%d", "a-read", "2026-12-20T00:00:00Z"),
    "hit/disposition",
    "{\"disposition_id\":\"d-%d\",\"unit_id\":\"car-b\",\"read_id\":\"a-read\"}",
    "session",
    "{\"session_id\":\"s1\",\"reads\":0,\"hits\":0,\"unit_id\":\"car-b\"}",
    "audit",
    "{\"audit_id\":\"u-%d\",\"unit_id\":\"car-b\",\"seq\":1}",
    "damage",
    "{\"damage_id\":\"m-%d\",\"unit_id\":\"car-b\",\"note\":\"cracked\"}",
    "inventory",
    "{\"inventory_id\":\"i-%d\",\"unit_id\":\"car-b\",\"components\":[]}",
    "service",
    "{\"service_id\":\"v-%d\",\"unit_id\":\"car-b\"}",
    "usage",
    "{\"usage_id\":\"g-%d\",\"unit_id\":\"car-b\",\"counts\":{\"reads\":3}}",
    "hotlist/request",
    "{\"request_id\":\"q-%d\",\"action\":\"add\"}",
    "image/" + "0".repeat(64) + "/0",
    "picture",
  };

  /** Bytes changed, cut, doubled and put in, some messages packed, on every topic. */
  @Test
  void changedMessagesOfEveryKindStopNothingAndTouchNoOtherUnit() {
    isStored(A, "read", "a-read", read(A, "a-read", "2026-12-20T00:00:00Z", "\"case-1\""));
    isStored(A, "hit", "a-hit", hit(A, "a-hit", "a-read", "2026-12-20T00:00:00Z"));
    Random random = new Random(20261201);
    for (int i = 0; i < 3000; i++) {
      int seed = random.nextInt(SEEDS.length / 2) * 2;
      byte[] body = mutated(SEEDS[seed + 1].replace("%d", "" + i), random);
      byte[] sent =
          random.nextInt(4) == 0
              ? FakePipe.gzip(new String(body, StandardCharsets.ISO_8859_1))
              : body;
      if (random.nextInt(20) == 0 && sent.length > 20) {
        sent[random.nextInt(sent.length)] ^= (byte) (1 << random.nextInt(8));
      }
      pipe.send(B + "/" + SEEDS[seed], sent, random.nextBoolean() ? Map.of() : properties(random));
      if (i % 100 == 0) {
        central.purge();
        isStored(B, "read", "ok-" + i, read(B, "ok-" + i, "2026-12-20T00:00:00Z", ""));
      }
    }
    isStored(A, "read", "last", read(A, "last", "2026-12-20T00:00:00Z", ""));
    central.purge();
    for (String kind : new String[] {"read", "hit"}) {
      assertEquals(
          kind.equals("read") ? 2 : 1,
          store.bodies(kind).stream().filter(e -> e.getKey().equals(A)).count(),
          kind);
    }
    assertTrue(store.bodies("read").stream().allMatch(e -> isOfSender(e.getKey(), e.getValue())));
    assertTrue(count("read") > 100, "some are stored: " + store.counts());
  }

  private static boolean isOfSender(String unit, byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    return !text.contains("\"unit_id\"")
        || text.contains("\"unit_id\":\"" + unit.substring(unit.indexOf('/') + 1) + '"');
  }

  private static Map<String, String> properties(Random random) {
    return Map.of(
        "parts", random.nextBoolean() ? "2" : "99999999999", "read_id", "a-read\u0000".strip());
  }

  private static final String[] PIECES = {
    "car-a",
    "\\u0000",
    "[[[[[[[[",
    "1e999",
    "\"",
    "null",
    "{}",
    "\u00ff",
    "+999999999-12-31",
    "]",
    "\\ud800",
    ",",
    "a-read",
    "-1",
    "r1"
  };

  private static byte[] mutated(String text, Random random) {
    StringBuilder s = new StringBuilder(text);
    for (int n = random.nextInt(4); n > 0 && s.length() > 4; n--) {
      int at = random.nextInt(s.length());
      switch (random.nextInt(5)) {
        case 0 -> s.setCharAt(at, (char) random.nextInt(256));
        case 1 -> s.setLength(at);
        case 2 -> s.insert(at, PIECES[random.nextInt(PIECES.length)]);
        case 3 -> s.delete(at, Math.min(s.length(), at + random.nextInt(20)));
        default -> s.insert(at, s.substring(at, Math.min(s.length(), at + 40)));
      }
    }
    return s.toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
