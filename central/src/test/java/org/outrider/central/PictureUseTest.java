package org.outrider.central;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.store.Postgres;

/** Two plates of one frame share its overview: one picture, two reads that need it. */
class PictureUseTest {
  private static final Instant DAY = Instant.parse("2026-12-01T00:00:00Z");
  private static final String SHARED = "a".repeat(64);

  @TempDir Path folder;

  /** A read that names two pictures, as units send it. */
  private static Received read(String id, Instant purgeAfter, boolean isHeld) throws Exception {
    String json =
        """
        {"read_id":"%s","images":[{"role":"plate_patch","sha256":"%s"},
         {"role":"overview","sha256":"%s"}],
         "retention":{"purge_after":"%s","hold_ids":[%s]}}\
        """
            .formatted(id, patch(id), SHARED, purgeAfter, isHeld ? "\"26-17\"" : "");
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    Received.Marks marks = Retention.marks("read", new ObjectMapper().readTree(json));
    return new Received("CT0000000/car-7", "read", id, id, body, marks);
  }

  private static String patch(String readId) {
    return String.valueOf(readId.charAt(1)).repeat(64);
  }

  private static Received picture(String sha256, String readId) {
    return new Received(
        "CT0000000/car-7",
        "picture",
        sha256,
        sha256,
        new byte[] {1},
        new Received.Marks(readId, null, null));
  }

  private static void sharedPictures(String url) throws Exception {
    try (JdbcCentralStore store = JdbcCentralStore.open(url, () -> DAY)) {
      store.put(
          List.of(
              read("r1", DAY, false),
              read("r2", DAY.plus(Duration.ofDays(30)), true),
              read("r3", DAY.plus(Duration.ofDays(10)), false),
              picture(patch("r1"), "r1"),
              picture(SHARED, "r1"),
              picture(SHARED, "r2"), // as each read's delivery sends it
              picture(patch("r2"), "r2"),
              picture(patch("r3"), "r3")));
      assertEquals(1, store.purge(DAY.plusSeconds(1)));
      assertNull(store.body("picture", patch("r1")), "its own goes with it");
      assertNotNull(store.body("picture", SHARED), "two others need it");
      assertEquals(1, store.purge(DAY.plus(Duration.ofDays(11))));
      assertNotNull(store.body("picture", SHARED), "the held one needs it");
      assertEquals(0, store.purge(DAY.plus(Duration.ofDays(60))));
      assertNotNull(store.body("picture", SHARED), "a hold has no last day");
      assertEquals(2, store.counts().get("picture"));
    }
  }

  private static void lastOne(String url) throws Exception {
    try (JdbcCentralStore store = JdbcCentralStore.open(url, () -> DAY)) {
      store.put(List.of(read("r4", DAY, false), read("r5", DAY, false), picture(SHARED, "r4")));
      assertEquals(2, store.purge(DAY.plusSeconds(1)));
      assertNull(store.body("picture", SHARED), "nobody needs it any more");
    }
  }

  @Test
  @Tag("RET-03")
  void aSharedPictureStaysInAFileForTheReadThatIsHeldAndGoesWithTheLastOne() throws Exception {
    sharedPictures("jdbc:sqlite:" + folder.resolve("held.db"));
    lastOne("jdbc:sqlite:" + folder.resolve("last.db"));
  }

  @Test
  @Tag("RET-03")
  void aSharedPictureStaysInPostgresForTheReadThatIsHeldAndGoesWithTheLastOne() throws Exception {
    try (Postgres database = new Postgres()) {
      sharedPictures(database.url());
    }
    try (Postgres database = new Postgres()) {
      lastOne(database.url());
    }
  }
}
