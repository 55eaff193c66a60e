package org.outrider.central;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Removal of what the policy's last day has come for. */
final class Purge {
  /** Age at which a picture whose read is not here goes. */
  private static final Duration LATE = Duration.ofDays(1);

  /** Of parts that never became a picture. */
  private static final Duration PART_LATE = Duration.ofHours(6);

  /** Of answers to hits of other units, whose removal takes no answer along. */
  private static final Duration ANSWER_LATE = Duration.ofDays(30);

  /** Pictures that came after their read was removed. */
  private static final String ORPHANS =
      """
      DELETE FROM received WHERE kind = 'picture' AND received_at <= ? AND read_id IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM received r WHERE r.unit = received.unit AND r.kind = 'read'
      AND r.id = received.read_id)
      AND NOT EXISTS (SELECT 1 FROM picture_use u WHERE u.unit = received.unit
      AND u.sha256 = received.id)\
      """;

  /** Reads whose last day has come and of which nothing is held, by what their own unit sent. */
  private static final String DUE =
      """
      SELECT DISTINCT unit, CASE kind WHEN 'read' THEN id ELSE read_id END AS of_read
      FROM received due WHERE purge_after <= ? AND held = 0
      AND (kind = 'read' OR read_id IS NOT NULL)
      AND NOT EXISTS (SELECT 1 FROM received h WHERE h.held = 1 AND h.unit = due.unit
      AND h.kind = 'read' AND h.id = CASE due.kind WHEN 'read' THEN due.id ELSE due.read_id END)
      AND NOT EXISTS (SELECT 1 FROM received h WHERE h.held = 1 AND h.unit = due.unit
      AND h.read_id = CASE due.kind WHEN 'read' THEN due.id ELSE due.read_id END)
      LIMIT ?\
      """;

  /** Gives a read's pictures to another read of the unit that needs them. */
  private static final String PASS_ON =
      """
      UPDATE received SET read_id = (SELECT min(u.read_id) FROM picture_use u
        WHERE u.unit = received.unit AND u.sha256 = received.id)
      WHERE unit = ? AND kind = 'picture' AND read_id = ?
      AND EXISTS (SELECT 1 FROM picture_use u
        WHERE u.unit = received.unit AND u.sha256 = received.id)\
      """;

  private static final int MOST_AT_ONCE = 500;

  private final Dialect dialect;

  Purge(Dialect dialect) {
    this.dialect = dialect;
  }

  /** A read of a unit. */
  private record ReadOf(String unit, String id) {}

  /** Removes some of what is due; returns how many reads went. */
  int run(Connection c, Instant now) throws SQLException {
    List<ReadOf> reads =
        Sql.rows(
            c,
            DUE,
            r -> new ReadOf(r.getString(1), r.getString(2)),
            now.truncatedTo(ChronoUnit.SECONDS).toString(),
            MOST_AT_ONCE);
    passOn(c, reads);
    int out = delete(c, "DELETE FROM received WHERE unit = ? AND kind = 'read' AND id = ?", reads);
    int _ = delete(c, "DELETE FROM received WHERE unit = ? AND read_id = ?", reads);
    deleteBefore(
        c,
        "DELETE FROM received WHERE purge_after <= ? AND held = 0 AND kind <> 'read'"
            + " AND read_id IS NULL",
        now.truncatedTo(ChronoUnit.SECONDS));
    deleteBefore(c, "DELETE FROM part WHERE received_at <= ?", now.minus(PART_LATE));
    deleteBefore(c, ORPHANS, now.minus(LATE));
    deleteBefore(
        c,
        answers(dialect.agency("r.unit"), dialect.agency("received.unit")),
        now.minus(ANSWER_LATE));
    return out;
  }

  /** Gives pictures that another read of the unit needs too to that read, before theirs goes. */
  private static void passOn(Connection c, List<ReadOf> reads) throws SQLException {
    for (ReadOf read : reads) {
      int _ =
          Sql.update(
              c, "DELETE FROM picture_use WHERE unit = ? AND read_id = ?", read.unit(), read.id());
      int _ = Sql.update(c, PASS_ON, read.unit(), read.id());
    }
  }

  private static int delete(Connection c, String sql, List<ReadOf> reads) throws SQLException {
    int out = 0;
    try (PreparedStatement s = c.prepareStatement(sql)) {
      for (ReadOf read : reads) {
        s.setString(1, read.unit());
        s.setString(2, read.id());
        out += s.executeUpdate();
      }
    }
    return out;
  }

  private static void deleteBefore(Connection c, String sql, Instant limit) throws SQLException {
    try (PreparedStatement s = c.prepareStatement(sql)) {
      s.setString(1, limit.toString());
      s.executeUpdate();
    }
  }

  /** Answers of a car to another unit's hit, which no unit of the agency has any more. */
  private static String answers(String agencyOfRow, String agencyOfAnswer) {
    return """
    DELETE FROM received WHERE kind = 'disposition' AND received_at <= ? AND read_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM received r WHERE %1$s = %2$s AND (
    (r.kind = 'read' AND r.id = received.read_id)
    OR (r.kind = 'hit' AND r.read_id = received.read_id)))\
    """
        .formatted(agencyOfRow, agencyOfAnswer);
  }
}
