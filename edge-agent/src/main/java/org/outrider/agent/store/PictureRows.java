package org.outrider.agent.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.read.Picture;
import org.tinylog.Logger;

/**
 * The rows of the pictures, and with them what lies in files. Each read that needs a picture has a
 * row of its own; rows of one picture name the same place, whose bytes stay until the last of them
 * is gone.
 */
final class PictureRows {
  /** A file of which less is needed is given up: what is needed of it moves. */
  private static final double WORTH_KEEPING = 0.5;

  private static final String COLUMNS = "sha256, data, file, at, length, key";

  private PictureRows() {}

  /** Adds a picture for a read; bytes that are there already are not stored again. */
  static void add(Connection c, PictureFiles files, String readId, Picture picture)
      throws SQLException {
    String sha256 = picture.ref().sha256();
    if (isShared(c, sha256, readId, picture.ref().role().name())) {
      return;
    }
    try (PreparedStatement s =
        c.prepareStatement("INSERT INTO picture VALUES (?, ?, ?, x'', ?, ?, ?, ?)")) {
      s.setString(1, sha256);
      s.setString(2, readId);
      s.setString(3, picture.ref().role().name());
      bind(s, 4, append(files, sha256, picture.data()));
      s.executeUpdate();
    }
  }

  /** Gives a read its own row of a picture that is there; false where it is not. */
  private static boolean isShared(Connection c, String sha256, String readId, String role)
      throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement("SELECT 1 FROM picture WHERE sha256 = ? AND read_id = ?")) {
      s.setString(1, sha256);
      s.setString(2, readId);
      try (ResultSet r = s.executeQuery()) {
        if (r.next()) {
          return true;
        }
      }
    }
    try (PreparedStatement s =
        c.prepareStatement(
            "INSERT INTO picture SELECT sha256, ?, ?, data, file, at, length, key FROM picture"
                + " WHERE sha256 = ? LIMIT 1")) {
      s.setString(1, readId);
      s.setString(2, role);
      s.setString(3, sha256);
      return s.executeUpdate() > 0;
    }
  }

  /**
   * Removes the pictures of a read; what another read needs too stays, and its delivery passes to
   * that read.
   *
   * @param role of the pictures; null for all
   * @return how many pictures nobody needs any more
   */
  static int remove(Connection c, String readId, @Nullable String role) throws SQLException {
    String which = role == null ? "" : " AND role = '" + role + "'";
    String other = "FROM picture o WHERE o.sha256 = %s AND o.read_id <> ?1";
    update(
        c,
        "UPDATE outbox SET read_id = (SELECT min(o.read_id) "
            + other.formatted("outbox.id")
            + ") WHERE lane = 20 AND read_id = ?1 AND EXISTS (SELECT 1 "
            + other.formatted("outbox.id")
            + ")"
            + (role == null
                ? ""
                : " AND id IN (SELECT sha256 FROM picture WHERE read_id = ?1" + which + ")"),
        readId);
    update(
        c,
        "DELETE FROM outbox WHERE lane = 20 AND read_id = ?1 AND id IN"
            + " (SELECT sha256 FROM picture WHERE read_id = ?1"
            + which
            + ")",
        readId);
    int gone = 0;
    try (PreparedStatement s =
        c.prepareStatement(
            "SELECT count(*) FROM picture WHERE read_id = ?1"
                + which
                + " AND NOT EXISTS (SELECT 1 "
                + other.formatted("picture.sha256")
                + ")")) {
      s.setString(1, readId);
      try (ResultSet r = s.executeQuery()) {
        gone = r.next() ? r.getInt(1) : 0;
      }
    }
    update(c, "DELETE FROM picture WHERE read_id = ?1" + which, readId);
    return gone;
  }

  private static void update(Connection c, String sql, String readId) throws SQLException {
    try (PreparedStatement s = c.prepareStatement(sql)) {
      s.setString(1, readId);
      s.executeUpdate();
    }
  }

  private static PictureFiles.Place append(PictureFiles files, String sha256, byte[] data)
      throws SQLException {
    try {
      return files.append(sha256, data);
    } catch (IOException e) {
      throw new SQLException("picture " + sha256 + ": " + e.getMessage(), e);
    }
  }

  private static void bind(PreparedStatement s, int from, PictureFiles.Place place)
      throws SQLException {
    s.setLong(from, place.file());
    s.setLong(from + 1, place.at());
    s.setInt(from + 2, place.length());
    s.setBytes(from + 3, place.key().getEncoded());
  }

  /** A row as it was read. */
  private static final class Row {
    private final String sha256;

    /** What was stored before there were files. */
    private final byte[] data;

    private final PictureFiles.@Nullable Place place;

    Row(ResultSet r) throws SQLException {
      sha256 = r.getString("sha256");
      data = r.getBytes("data");
      long file = r.getLong("file");
      place =
          r.wasNull()
              ? null
              : PictureFiles.Place.of(file, r.getLong("at"), r.getInt("length"), r.getBytes("key"));
    }

    byte[] picture(PictureFiles files) throws IOException {
      return place == null ? data : files.read(sha256, place);
    }
  }

  /** The bytes of a picture; null when it is not there, or cannot be read, which is a fault. */
  static byte @Nullable [] picture(UnitDatabase database, String sha256) {
    while (true) {
      List<Row> found = new ArrayList<>();
      database.query(
          "SELECT " + COLUMNS + " FROM picture WHERE sha256 = ?",
          s -> s.setString(1, sha256),
          r -> found.add(new Row(r)));
      if (found.isEmpty()) {
        database.pictureFound(sha256); // purged: no longer missing
        return null;
      }
      try {
        byte[] picture = found.getFirst().picture(database.pictures());
        database.pictureFound(sha256);
        return picture;
      } catch (FileNotFoundException e) {
        if (!isElsewhere(database, found.getFirst())) { // else it was moved meanwhile
          return lost(database, sha256, e);
        }
      } catch (IOException e) {
        return lost(database, sha256, e);
      }
    }
  }

  private static byte @Nullable [] lost(UnitDatabase database, String sha256, IOException e) {
    database.pictureLost(sha256, String.valueOf(e.getMessage()));
    return null;
  }

  private static boolean isElsewhere(UnitDatabase database, Row before) {
    long[] same = {0};
    PictureFiles.Place place = before.place;
    database.query(
        "SELECT count(*) FROM picture WHERE sha256 = ? AND file = ?",
        s -> {
          s.setString(1, before.sha256);
          s.setLong(2, place == null ? -1 : place.file());
        },
        r -> same[0] = r.getLong(1));
    return same[0] == 0;
  }

  /** Bytes of all pictures that are needed. */
  static long bytes(UnitDatabase database) {
    long[] out = {0};
    database.query(
        "SELECT total(length) FROM (SELECT DISTINCT sha256, length FROM picture"
            + " WHERE file IS NOT NULL)",
        s -> {},
        r -> out[0] = (long) r.getDouble(1));
    return out[0];
  }

  /**
   * Removes files of which nothing is needed any more; what is needed of one that is mostly not
   * goes behind the others, and the file with it.
   *
   * @return false when it is to be tried again
   */
  static boolean sweep(UnitDatabase database) throws InterruptedException {
    PictureFiles files = database.pictures();
    Map<Long, Long> needed = new HashMap<>();
    database.query(
        "SELECT file, total(length) FROM (SELECT DISTINCT sha256, file, length FROM picture"
            + " WHERE file IS NOT NULL) GROUP BY file",
        s -> {},
        r -> needed.put(r.getLong(1), (long) r.getDouble(2)));
    try {
      for (long number : files.numbers()) {
        if (needed.getOrDefault(number, 0L) >= WORTH_KEEPING * files.size(number)) {
          continue;
        }
        boolean[] isEmpty = {false};
        database.submit(c -> isEmpty[0] = isEmptied(c, files, number)).get();
        if (isEmpty[0]) {
          files.remove(number);
        }
      }
      return true;
    } catch (IOException e) {
      Logger.tag("store").warn("pictures not looked through: {}", e.getMessage());
      return false;
    } catch (ExecutionException e) { // the store is closing
      return false;
    }
  }

  /**
   * Moves what is needed of a file, on the writer's thread. Where that cannot be done, on a full
   * disk say, everything stays as it is: nobody may wait for it.
   */
  private static boolean isEmptied(Connection c, PictureFiles files, long number)
      throws SQLException {
    if (files.isOpen(number)) {
      return false;
    }
    List<Row> needed = new ArrayList<>();
    try (PreparedStatement s =
        c.prepareStatement("SELECT " + COLUMNS + " FROM picture WHERE file = ?")) {
      s.setLong(1, number);
      try (ResultSet r = s.executeQuery()) {
        while (r.next()) {
          needed.add(new Row(r));
        }
      }
    }
    Map<String, PictureFiles.Place> moved = new LinkedHashMap<>();
    try {
      for (Row row : needed) {
        if (!moved.containsKey(row.sha256)) {
          moved.put(row.sha256, files.append(row.sha256, row.picture(files)));
        }
      }
    } catch (IOException e) {
      Logger.tag("store").warn("pictures of file {} stay: {}", number, e.getMessage());
      return false;
    }
    for (Map.Entry<String, PictureFiles.Place> one : moved.entrySet()) {
      try (PreparedStatement s =
          c.prepareStatement(
              "UPDATE picture SET file = ?, at = ?, length = ?, key = ? WHERE sha256 = ?")) {
        bind(s, 1, one.getValue());
        s.setString(5, one.getKey());
        s.executeUpdate();
      }
    }
    return true;
  }
}
