package org.outrider.agent.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.record.usage.UsageCounts;
import org.outrider.agent.record.usage.UsageDay;

/**
 * Counts per day, each in the transaction that stores what is counted. A day that was reported
 * never changes any more: where the clock was set back, what is counted goes to the first day that
 * was not.
 */
public final class SqliteUsage implements AutoCloseable {
  /** Under this name stands the number of the last day that was reported. */
  private static final String REPORTED = "usage_reported";

  /** And under this one the number of the last audit event that was counted. */
  private static final String COUNTED = "usage_audit";

  /** Longer than any report reaches back; nothing in it is anybody's. */
  private static final int KEPT_DAYS = 800;

  private final UnitDatabase database;

  SqliteUsage(UnitDatabase database) {
    this.database = database;
  }

  /**
   * Opens the database beside a unit that may run.
   *
   * @throws StoreException when it cannot be opened
   */
  public static SqliteUsage open(Path file, Health health) throws StoreException {
    return new SqliteUsage(UnitDatabase.beside(file, health));
  }

  /** Days on which something was counted, oldest first. */
  public List<UsageDay> days(LocalDate from, LocalDate until) {
    Map<LocalDate, Map<String, Long>> found = new TreeMap<>();
    database.query(
        "SELECT day, name, value FROM usage WHERE day >= ? AND day < ?",
        s -> {
          s.setString(1, from.toString());
          s.setString(2, until.toString());
        },
        r ->
            found
                .computeIfAbsent(LocalDate.parse(r.getString(1)), d -> new TreeMap<>())
                .put(r.getString(2), r.getLong(3)));
    return found.entrySet().stream().map(e -> new UsageDay(e.getKey(), e.getValue())).toList();
  }

  static void count(Connection c, Instant now, List<String> names) throws SQLException {
    if (names.isEmpty()) {
      return;
    }
    String day = day(c, now).toString();
    try (PreparedStatement s =
        c.prepareStatement(
            "INSERT INTO usage VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET value = value + 1")) {
      for (String name : names) {
        s.setString(1, day);
        s.setString(2, name);
        s.executeUpdate();
      }
    }
  }

  /** Counts an audit event, the same one only once: after a salvage it may come again. */
  static void countEvent(Connection c, Instant now, byte[] body) throws SQLException {
    long seq = UsageCounts.seqOf(body);
    if (seq > newest(c, COUNTED)) {
      count(c, now, UsageCounts.ofAudit(body));
      SqliteVersions.newest(c, COUNTED, seq);
    }
  }

  private static LocalDate day(Connection c, Instant now) throws SQLException {
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    LocalDate open = reported(c).plusDays(1);
    return today.isBefore(open) ? open : today;
  }

  private static LocalDate reported(Connection c) throws SQLException {
    return LocalDate.ofEpochDay(newest(c, REPORTED));
  }

  private static long newest(Connection c, String name) throws SQLException {
    try (PreparedStatement s = c.prepareStatement("SELECT version FROM newest WHERE name = ?")) {
      s.setString(1, name);
      try (ResultSet r = s.executeQuery()) {
        return r.next() ? r.getLong(1) : 0;
      }
    }
  }

  /** Days that are over and were not reported yet; from now on they are. */
  static List<UsageDay> over(Connection c, Instant now) throws SQLException {
    LocalDate today = day(c, now);
    Map<LocalDate, Map<String, Long>> found = new TreeMap<>();
    try (PreparedStatement s =
        c.prepareStatement("SELECT day, name, value FROM usage WHERE day > ? AND day < ?")) {
      s.setString(1, reported(c).toString());
      s.setString(2, today.toString());
      try (ResultSet r = s.executeQuery()) {
        while (r.next()) {
          found
              .computeIfAbsent(LocalDate.parse(r.getString(1)), d -> new TreeMap<>())
              .put(r.getString(2), r.getLong(3));
        }
      }
    }
    List<UsageDay> out = new ArrayList<>();
    for (Map.Entry<LocalDate, Map<String, Long>> e : found.entrySet()) {
      out.add(new UsageDay(e.getKey(), e.getValue()));
      SqliteVersions.newest(c, REPORTED, e.getKey().toEpochDay());
    }
    try (PreparedStatement s = c.prepareStatement("DELETE FROM usage WHERE day < ?")) {
      s.setString(1, today.minusDays(KEPT_DAYS).toString());
      s.executeUpdate();
    }
    return out;
  }

  /** For one that was opened by itself. */
  @Override
  public void close() {
    database.close();
  }
}
