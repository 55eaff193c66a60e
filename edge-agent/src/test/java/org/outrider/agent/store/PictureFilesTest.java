package org.outrider.agent.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.health.Fault;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.read.ImageRef;
import org.outrider.agent.base.read.Picture;
import org.outrider.agent.link.uplink.OutboxLane;
import org.outrider.agent.record.retention.Purged;
import org.outrider.agent.record.retention.RetentionRules;

/** Pictures in files beside the database, and what becomes of the files. */
class PictureFilesTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final RetentionRules AT_ONCE =
      new RetentionRules(
          false, Duration.ZERO, Duration.ZERO, Optional.empty(), Optional.empty(), false, 1L << 30);

  @TempDir Path folder;
  private final Health health = new Health();

  private SqliteStore open() throws StoreException {
    return SqliteStore.open(folder.resolve("unit.db"), health, () -> NOW);
  }

  private Path files() {
    return folder.resolve("unit.db.pictures");
  }

  private static Picture picture(String content, int times) {
    byte[] data = content.repeat(times).getBytes(StandardCharsets.US_ASCII);
    return Picture.jpeg(ImageRef.Role.OVERVIEW, data, 10, 5);
  }

  private static String store(SqliteStore store, String readId, Picture picture) {
    byte[] body = "{\"read_id\":\"%s\"}".formatted(readId).getBytes(StandardCharsets.UTF_8);
    store.storeRead(readId, NOW, true, body, List.of(picture));
    store.flush().join();
    return picture.ref().sha256();
  }

  /** Central has a read and all of it, and the unit lets go of it. */
  private static void purge(SqliteStore store, String readId, String sha256) throws Exception {
    store.settle(OutboxLane.READ, readId);
    store.settle(OutboxLane.PICTURE, sha256);
    store.flush().join();
    Purged purged =
        store.retention().purge(Purged.Cause.DELIVERED, AT_ONCE, NOW.plusSeconds(1), true).get();
    assertEquals(1, purged.reads());
    assertTrue(store.retention().scrub());
  }

  private int count() throws IOException {
    try (Stream<Path> all = Files.list(files())) {
      return (int) all.count();
    }
  }

  private boolean isAnywhere(byte[] bytes) throws IOException {
    String word = new String(bytes, StandardCharsets.ISO_8859_1);
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(word)) {
          return true;
        }
      }
    }
    return false;
  }

  private byte[] key(String sha256) throws Exception {
    try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("unit.db"));
        Statement s = c.createStatement();
        ResultSet r = s.executeQuery("SELECT key FROM picture WHERE sha256 = '" + sha256 + "'")) {
      return r.next() ? r.getBytes(1) : new byte[0];
    }
  }

  @Test
  void aPictureIsThereAsItWasAlsoAfterARestart() throws Exception {
    String first;
    String second;
    Picture one = picture("first", 1000);
    Picture other = picture("second", 1000);
    try (SqliteStore store = open()) {
      first = store(store, "r1", one);
      assertArrayEquals(one.data(), store.picture(first));
    }
    try (SqliteStore store = open()) {
      second = store(store, "r2", other);
      assertArrayEquals(one.data(), store.picture(first));
      assertArrayEquals(other.data(), store.picture(second));
    }
    assertEquals(2, count(), "a file from before a restart is not written on");
    assertEquals(List.of(), health.faults());
  }

  @Test
  @Tag("RET-05")
  void noPictureLiesInTheOpenAndItsKeyGoesWithItsRow() throws Exception {
    Picture gone = picture("GONE-GONE", 500);
    Picture kept = picture("KEPT-KEPT", 500);
    try (SqliteStore store = open()) {
      String goes = store(store, "r1", gone);
      String stays = store(store, "r2", kept);
      byte[] key = key(goes);
      assertEquals(32, key.length);
      assertTrue(isAnywhere(key), "it is there before");
      assertTrue(!isAnywhere("GONE-GONE".getBytes(StandardCharsets.US_ASCII)));
      purge(store, "r1", goes);
      assertNull(store.picture(goes));
      assertTrue(!isAnywhere(key), "nothing deciphers what may still lie on the disk");
      assertTrue(isAnywhere(key(stays)));
      assertArrayEquals(kept.data(), store.picture(stays));
    }
  }

  @Test
  @Tag("RET-05")
  void aFileOfWhichNothingIsNeededGoesAndOfOneThatIsMostlyNotWhatIsNeededMoves() throws Exception {
    String goes;
    String big;
    String small;
    Picture kept = picture("small", 100);
    try (SqliteStore store = open()) {
      goes = store(store, "r1", picture("one", 900));
    }
    try (SqliteStore store = open()) {
      big = store(store, "r2", picture("two", 9000));
      small = store(store, "r3", kept);
    }
    try (SqliteStore store = open()) {
      assertEquals(2, count());
      purge(store, "r1", goes);
      assertEquals(1, count());
      byte[] before = key(small);
      purge(store, "r2", big);
      assertEquals(1, count(), "the file is another one, with little in it");
      try (Stream<Path> all = Files.list(files())) {
        assertTrue(Files.size(all.findFirst().orElseThrow()) < 1000);
      }
      assertArrayEquals(kept.data(), store.picture(small));
      assertTrue(!isAnywhere(before), "enciphered anew");
    }
    try (SqliteStore store = open()) {
      assertArrayEquals(kept.data(), store.picture(small));
    }
  }

  @Test
  void aPictureThatIsNotWhatWasWrittenIsAFaultAndIsNotGivenOut() throws Exception {
    List<String> ids = new ArrayList<>();
    try (SqliteStore store = open()) {
      for (int i = 0; i < 3; i++) {
        ids.add(store(store, "r" + i, picture("picture " + i, 100)));
      }
    }
    Path file = files().resolve("00000001");
    byte[] whole = Files.readAllBytes(file);
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      raw.seek(50);
      int was = raw.read();
      raw.seek(50);
      raw.write(was ^ 1); // in the first
      raw.setLength(Files.size(file) - 1); // the last ends early
    }
    try (SqliteStore store = open()) {
      assertNull(store.picture(ids.get(0)));
      assertTrue(cause().contains("not what was written"), cause());
      assertNotNull(store.picture(ids.get(1)));
      assertNull(store.picture(ids.get(2)));
      assertTrue(cause().contains("ends before byte"), cause());
      Files.delete(file);
      assertNull(store.picture(ids.get(1)));
      assertTrue(cause().contains("00000001"), cause());
      Files.write(file, whole); // such as a disk that is mounted again
      assertNotNull(store.picture(ids.get(0)));
      assertNotNull(store.picture(ids.get(1)));
      assertTrue(cause().contains("00000001"), "the third was not read again: " + cause());
      assertNotNull(store.picture(ids.get(2)));
      assertEquals("", cause());
    }
  }

  private String cause() {
    return health.faults().stream()
        .filter(f -> f.code() == FaultCode.PICTURE_UNREADABLE)
        .map(Fault::cause)
        .findFirst()
        .orElse("");
  }

  @Test
  void aDamagedPictureNeitherMovesNorKeepsOthersFromBeingStored() throws Exception {
    String big;
    try (SqliteStore store = open()) {
      big = store(store, "r1", picture("one", 9000));
      store(store, "r2", picture("two", 100));
    }
    Path file = files().resolve("00000001");
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      raw.setLength(Files.size(file) - 1);
    }
    try (SqliteStore store = open()) {
      purge(store, "r1", big);
      assertTrue(Files.exists(file), "what can be read of it some day is kept");
      Picture next = picture("three", 100);
      assertArrayEquals(next.data(), store.picture(store(store, "r3", next)));
    }
  }

  @Test
  void aPictureIsReadByItsOwnNameAndKeyAlone() throws Exception {
    byte[] data = {1, 2, 3};
    PictureFiles.Place[] first = new PictureFiles.Place[1];
    try (PictureFiles files = new PictureFiles(folder.resolve("x"))) {
      PictureFiles.Place a = files.append("a", data);
      first[0] = a;
      PictureFiles.Place b = files.append("b", data);
      files.sync();
      assertArrayEquals(data, files.read("a", a));
      assertThrows(IOException.class, () -> files.read("b", a));
      PictureFiles.Place mixed = new PictureFiles.Place(a.file(), a.at(), a.length(), b.key());
      assertThrows(IOException.class, () -> files.read("a", mixed));
    }
    try (PictureFiles files = new PictureFiles(folder.resolve("x"))) {
      files.remove(first[0].file());
      assertThrows(FileNotFoundException.class, () -> files.read("a", first[0]));
    }
  }

  @Test
  void aTransactionThatIsTriedAgainFindsItsPicturesWhereTheyLie() throws Exception {
    try (PictureFiles files = new PictureFiles(folder.resolve("x"))) {
      byte[] data = new byte[(int) PictureFiles.FULL];
      PictureFiles.Place first = files.append("a", data);
      for (int i = 0; i < 5; i++) {
        assertEquals(first, files.append("a", data), "nothing grows meanwhile");
      }
      assertEquals(2, files.append("b", data).file());
      assertTrue(files.isOpen(1), "its rows are not on the disk yet");
      files.sync();
      files.committed();
      assertTrue(!files.isOpen(1));
      assertEquals(3, files.append("a", data).file(), "another transaction, another place");
    }
  }

  @Test
  void aFileThatIsFullIsFollowedByTheNext() throws Exception {
    try (PictureFiles files = new PictureFiles(folder.resolve("x"))) {
      byte[] data = new byte[(int) PictureFiles.FULL / 2];
      assertEquals(1, files.append("a", data).file());
      assertEquals(1, files.append("b", data).file());
      assertEquals(2, files.append("c", data).file());
      files.committed();
      assertTrue(files.isOpen(2));
      assertTrue(!files.isOpen(1));
    }
  }
}
