package org.outrider.central;

import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.trust.Sha256;

/** Parts of pictures that are not complete yet, limited for each unit. */
final class PictureParts {
  /** Incomplete pictures that a unit may have. */
  static final int MOST_PICTURES = 32;

  /** Bytes of incomplete pictures that a unit may have. */
  static final long MOST_BYTES = 32L << 20;

  private final Database database;
  private final InstantSource time;
  private long partsRead;

  PictureParts(Database database, InstantSource time) {
    this.database = database;
    this.time = time;
  }

  /** Stores a part; returns the picture once all parts are there, and null before. */
  byte @Nullable [] put(String unit, String sha256, int part, int parts, byte[] piece) {
    Boolean isKept =
        database.in(
            "store a part",
            c -> {
              try (PreparedStatement s =
                  c.prepareStatement(
                      "INSERT INTO part VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (unit, sha256, part)"
                          + " DO UPDATE SET data = excluded.data, bytes = excluded.bytes")) {
                s.setString(1, unit);
                s.setString(2, sha256);
                s.setInt(3, part);
                s.setString(4, time.instant().toString());
                s.setLong(5, piece.length);
                s.setBytes(6, piece);
                s.executeUpdate();
              }
              limit(c, unit, sha256);
              return true;
            });
    // By itself, so that of two receivers with a part each one sees both.
    byte[] whole =
        isKept == null ? null : database.in("read parts", c -> whole(c, unit, sha256, parts));
    return whole == null || whole.length == 0 ? null : whole;
  }

  /** Of a picture that is not whole. */
  private record Incomplete(String sha256, long bytes) {}

  /** Forgets a unit's oldest incomplete pictures where it has too many; it sends them again. */
  private static void limit(Connection c, String unit, String current) throws SQLException {
    List<Incomplete> all =
        Sql.rows(
            c,
            "SELECT sha256, sum(bytes) FROM part WHERE unit = ? GROUP BY sha256"
                + " ORDER BY min(received_at)",
            r -> new Incomplete(r.getString(1), r.getLong(2)),
            unit);
    int pictures = all.size();
    long bytes = all.stream().mapToLong(Incomplete::bytes).sum();
    for (Incomplete one : all) {
      if (pictures <= MOST_PICTURES && bytes <= MOST_BYTES) {
        return;
      }
      if (!one.sha256().equals(current)) {
        forget(c, unit, one.sha256());
        pictures--;
        bytes -= one.bytes();
      }
    }
  }

  private static void forget(Connection c, String unit, String sha256) throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement("DELETE FROM part WHERE unit = ? AND sha256 = ?")) {
      s.setString(1, unit);
      s.setString(2, sha256);
      s.executeUpdate();
    }
  }

  /** Empty while a part is missing; no data is read before all are there. */
  private byte[] whole(Connection c, String unit, String sha256, int parts) throws SQLException {
    long there =
        Sql.rows(
                c,
                "SELECT count(*) FROM part WHERE unit = ? AND sha256 = ? AND part < ?",
                r -> r.getLong(1),
                unit,
                sha256,
                parts)
            .getFirst();
    if (there < parts) {
      return new byte[0];
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] piece :
        Sql.rows(
            c,
            "SELECT data FROM part WHERE unit = ? AND sha256 = ? AND part < ? ORDER BY part",
            r -> r.getBytes(1),
            unit,
            sha256,
            parts)) {
      all.writeBytes(piece);
      partsRead++;
    }
    forget(c, unit, sha256);
    return Sha256.of(all.toByteArray()).equals(sha256) ? all.toByteArray() : new byte[0];
  }

  /** Number of parts read back so far. */
  synchronized long partsRead() {
    return partsRead;
  }
}
