package org.outrider.central;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.trust.Sha256;

/** Parts of pictures cost no more than they must, and no unit fills central with them. */
class PicturePartsTest {
  private static final String UNIT = "A/a";

  @TempDir Path folder;
  private Instant now = Instant.parse("2026-12-01T12:00:00Z");

  private String url() {
    return "jdbc:sqlite:" + folder.resolve("central.db");
  }

  private long parts(String of) throws Exception {
    try (Connection c = DriverManager.getConnection(url());
        Statement s = c.createStatement();
        ResultSet r = s.executeQuery("SELECT " + of + " FROM part")) {
      r.next();
      return r.getLong(1);
    }
  }

  private static String hash(int number) {
    return "%064x".formatted(number);
  }

  @Test
  void eachPartIsReadBackOnceAndNoneBeforeAllAreThere() throws Exception {
    byte[] whole = new byte[100];
    whole[99] = 1;
    try (JdbcCentralStore store = JdbcCentralStore.open(url(), () -> now)) {
      for (int i = 99; i > 0; i--) {
        assertNull(store.part(UNIT, Sha256.of(whole), i, 100, new byte[] {whole[i]}));
      }
      assertEquals(0, store.partsRead());
      assertArrayEquals(whole, store.part(UNIT, Sha256.of(whole), 0, 100, new byte[1]));
      assertEquals(100, store.partsRead());
      assertEquals(0, parts("count(*)"));
    }
  }

  @Test
  void aUnitKeepsFewIncompletePicturesTheNewestOnesAndOnlyItsOwnGo() throws Exception {
    try (JdbcCentralStore store = JdbcCentralStore.open(url(), () -> now)) {
      assertNull(store.part("A/other", hash(7), 0, 2, new byte[1]));
      for (int i = 0; i < 3 * PictureParts.MOST_PICTURES; i++) {
        now = now.plusSeconds(1);
        assertNull(store.part(UNIT, hash(i), 0, 2, new byte[1]));
      }
      assertEquals(PictureParts.MOST_PICTURES + 1, parts("count(*)"));
      assertEquals(1, parts("sum(unit = 'A/other')"));
      for (int i = 0; i < 200; i++) {
        now = now.plusSeconds(1);
        assertNull(store.part(UNIT, hash(i % 10), i / 10, 128, new byte[256 << 10]));
      }
      assertTrue(parts("sum(bytes)") <= PictureParts.MOST_BYTES + (256 << 10));
      now = now.plus(Duration.ofHours(7));
      assertEquals(0, store.purge(now));
      assertEquals(0, parts("count(*)"));
    }
  }

  @Test
  void partsThatNoPictureHasAreRejectedWithACause() throws Exception {
    FakePipe pipe = new FakePipe();
    JdbcCentralStore store = JdbcCentralStore.open(url(), () -> now);
    try (CentralReceiver central = new CentralReceiver(store, pipe, () -> now, null, null)) {
      central.start();
      pipe.send("A/a/image/" + hash(1) + "/500", new byte[1], Map.of("parts", "501"));
      pipe.send("A/a/image/" + hash(2) + "/1", new byte[1], Map.of("parts", "1"));
      pipe.send("A/a/image/" + hash(3) + "/0", new byte[300_000], Map.of("parts", "2"));
      pipe.send("A/a/image/" + hash(4) + "/0", new byte[0], Map.of("parts", "2"));
      pipe.send("A/a/image/" + hash(5) + "/0", new byte[1], Map.of());
      for (int i = 1; i <= 5; i++) {
        assertTrue(pipe.answer(UNIT, hash(i)).startsWith("rejected part of a picture: "), "" + i);
      }
      assertEquals(5, central.refused().get("picture"));
    }
  }
}
