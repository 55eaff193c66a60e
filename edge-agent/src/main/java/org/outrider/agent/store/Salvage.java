package org.outrider.agent.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.outrider.agent.base.Counted;

/**
 * Takes over what can still be read of a damaged database: each table from the front until a page
 * cannot be read, then from the back, then reads one by one by what else knows them. Holds come
 * first, so that no purge overtakes them; what was not confirmed by central is queued anew, and
 * central tells what it has already.
 */
final class Salvage {
  /** Tables in the order in which they are taken over, with what orders them. */
  private static final Map<String, String> TABLES = new LinkedHashMap<>();

  static {
    TABLES.put("hold", "hold_id");
    TABLES.put("newest", "name");
    TABLES.put("chain", "name");
    TABLES.put("directive", "kind");
    TABLES.put("purge", "purge_id");
    TABLES.put("disposition", "hit_id");
    TABLES.put("hit", "hit_id");
    TABLES.put("step", "disposition_id");
    TABLES.put("request", "request_id");
    TABLES.put("audit", "audit_id");
    TABLES.put("session", "session_id");
    TABLES.put("report", "report_id");
    TABLES.put("usage", "day");
    TABLES.put("remembered", "name");
    TABLES.put("read", "read_id");
    TABLES.put("picture", "rowid");
    TABLES.put("outbox", "seq");
    TABLES.put("counter", "name");
  }

  private static final int BATCH = 50;

  /** Remembered where holds may be missing: then nothing is purged until somebody has looked. */
  static final String HOLDS_LOST = "holds_lost";

  private final UnitDatabase into;

  Salvage(UnitDatabase into) {
    this.into = into;
  }

  /**
   * What came of it.
   *
   * @param rows taken over
   * @param broken tables of which some may be missing
   */
  record Result(long rows, List<String> broken) {
    boolean isWhole() {
      return broken.isEmpty();
    }

    @Override
    public String toString() {
      return Counted.of(rows, "row")
          + " recovered"
          + (broken.isEmpty() ? ", all of them" : ", some may be missing of " + broken);
    }
  }

  /**
   * Reads a file.
   *
   * @throws InterruptedException when the store closes before its end; nothing is spoilt by reading
   *     it once more
   */
  Result run(Path damaged) throws InterruptedException {
    long rows = 0;
    List<String> broken = new ArrayList<>();
    try (Connection from = DriverManager.getConnection("jdbc:sqlite:" + damaged)) {
      for (Map.Entry<String, String> table : TABLES.entrySet()) {
        String name = table.getKey();
        boolean isWhole = true;
        for (String order : List.of("ASC", "DESC")) {
          try {
            rows += copy(from, name, " ORDER BY " + table.getValue() + " " + order);
            break; // all of it
          } catch (SQLException e) {
            isWhole = false;
          }
        }
        if (!isWhole) {
          broken.add(name);
        }
      }
      if (broken.contains("read")) {
        rows += byId(from);
      }
    } catch (SQLException e) {
      broken.addAll(TABLES.keySet());
    }
    if (broken.contains("hold")) {
      done(c -> execute(c, "INSERT OR REPLACE INTO counter VALUES ('" + HOLDS_LOST + "', 1)"));
    }
    done(Salvage::queueAgain);
    return new Result(rows, broken);
  }

  private void done(UnitDatabase.Change change) throws InterruptedException {
    try {
      into.submit(change).get();
    } catch (ExecutionException e) { // the store is closing
      throw new InterruptedException(String.valueOf(e.getMessage()));
    }
  }

  /** Rows go over as they are read, so that those before a damaged page are not lost with it. */
  private long copy(Connection from, String table, String order)
      throws SQLException, InterruptedException {
    long rows = 0;
    List<Object[]> batch = new ArrayList<>();
    try (Statement s = from.createStatement();
        ResultSet r = s.executeQuery("SELECT * FROM " + table + order)) {
      List<String> columns = columns(r, table);
      try {
        while (r.next()) {
          batch.add(row(r, columns));
          if (batch.size() == BATCH) {
            rows += put(table, columns, batch);
            batch = new ArrayList<>();
          }
        }
      } finally {
        rows += put(table, columns, batch);
      }
    }
    return rows;
  }

  /** Reads between two damaged pages, by the ids that other tables know. */
  private long byId(Connection from) throws InterruptedException {
    Set<String> ids = new LinkedHashSet<>();
    for (String table : List.of("hit", "outbox", "picture")) {
      into.query(
          "SELECT DISTINCT read_id FROM "
              + table
              + " WHERE read_id NOT IN (SELECT read_id FROM read)",
          s -> {},
          r -> ids.add(r.getString(1)));
    }
    long rows = 0;
    try (PreparedStatement s = from.prepareStatement("SELECT * FROM read WHERE read_id = ?")) {
      for (String id : ids) {
        s.setString(1, id);
        rows += one(s);
      }
    } catch (SQLException e) {
      return rows; // not even to be asked
    }
    return rows;
  }

  private static Object[] row(ResultSet r, List<String> columns) throws SQLException {
    Object[] row = new Object[columns.size()];
    for (int i = 0; i < row.length; i++) {
      row[i] = r.getObject(columns.get(i));
    }
    return row;
  }

  private long one(PreparedStatement s) throws InterruptedException {
    try (ResultSet r = s.executeQuery()) {
      List<String> columns = columns(r, "read");
      return r.next() ? put("read", columns, List.<Object[]>of(row(r, columns))) : 0;
    } catch (SQLException e) { // its page is the damaged one
      return 0;
    }
  }

  /** The order of the outbox is given anew; new rows may have come in meanwhile. */
  private static List<String> columns(ResultSet r, String table) throws SQLException {
    Set<String> out = new LinkedHashSet<>();
    for (int i = 1; i <= r.getMetaData().getColumnCount(); i++) {
      out.add(r.getMetaData().getColumnName(i));
    }
    if (table.equals("outbox")) {
      out.remove("seq");
    }
    return List.copyOf(out);
  }

  private long put(String table, List<String> columns, List<Object[]> rows)
      throws InterruptedException {
    long[] done = {0};
    String marks = "?, ".repeat(columns.size() - 1) + "?";
    String sql =
        "INSERT OR IGNORE INTO %s (%s) VALUES (%s)"
            .formatted(table, String.join(", ", columns), marks);
    // What was noted since must not hide a higher version that the file knows.
    String conflict =
        table.equals("newest")
            ? " ON CONFLICT (name) DO UPDATE SET version = max(version, excluded.version)"
            : "";
    done(
        c -> {
          done[0] = 0;
          try (PreparedStatement s = c.prepareStatement(sql + conflict)) {
            for (Object[] row : rows) {
              for (int i = 0; i < row.length; i++) {
                s.setObject(i + 1, row[i]);
              }
              done[0] += s.executeUpdate();
            }
          }
        });
    return done[0];
  }

  /** What central has not confirmed and whose place in the queue is lost. */
  private static void queueAgain(Connection c) throws SQLException {
    for (String gone : // what cannot be read any more cannot be delivered
        List.of(
            "lane = 0 AND id NOT IN (SELECT hit_id FROM hit)",
            "lane = 2 AND id NOT IN (SELECT disposition_id FROM step)",
            "lane = 5 AND id NOT IN (SELECT request_id FROM request)",
            "lane = 7 AND id NOT IN (SELECT audit_id FROM audit)",
            "lane = 15 AND id NOT IN (SELECT session_id FROM session)",
            "lane = 10 AND id NOT IN (SELECT read_id FROM read)",
            "lane = 20 AND id NOT IN (SELECT sha256 FROM picture)")) {
      execute(c, "DELETE FROM outbox WHERE " + gone);
    }
    String open = " LEFT JOIN read USING (read_id) WHERE stored_ms IS NULL";
    for (String select :
        List.of(
            "SELECT 0, hit_id, read_id, 'new' FROM hit" + open,
            "SELECT 2, disposition_id, coalesce(read_id, ''), 'new'"
                + " FROM step LEFT JOIN hit USING (hit_id)"
                + open,
            "SELECT 5, request_id, '', 'new' FROM request",
            "SELECT 15, session_id, '', 'new' FROM session",
            "SELECT 10, read_id, read_id, 'new' FROM read WHERE is_final = 1 AND stored_ms IS NULL",
            "SELECT 20, sha256, read_id, 'new' FROM picture" + open)) {
      execute(c, "INSERT OR IGNORE INTO outbox (lane, id, read_id, state) " + select);
    }
  }

  private static void execute(Connection c, String sql) throws SQLException {
    try (Statement s = c.createStatement()) {
      s.executeUpdate(sql);
    }
  }
}
