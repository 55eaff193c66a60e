package org.outrider.agent.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.outrider.agent.central.CentralStore;
import org.tinylog.Logger;

/** The reference central's memory: one SQLite table, one row a thing. */
public final class SqliteCentralStore implements CentralStore {
  private final Connection connection;

  private SqliteCentralStore(Connection connection) {
    this.connection = connection;
  }

  /** Opens or makes the database. */
  public static SqliteCentralStore open(Path file) throws StoreException {
    try {
      Connection c = DriverManager.getConnection("jdbc:sqlite:" + file);
      try (Statement s = c.createStatement()) {
        s.execute("PRAGMA journal_mode=WAL");
        s.execute("PRAGMA synchronous=FULL");
        s.execute("PRAGMA busy_timeout=5000");
        s.executeUpdate(
            """
            CREATE TABLE IF NOT EXISTS received (
              kind TEXT NOT NULL, id TEXT NOT NULL, unit TEXT NOT NULL, sha256 TEXT NOT NULL,
              copies INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (kind, id))\
            """);
      }
      return new SqliteCentralStore(c);
    } catch (SQLException e) {
      throw new StoreException(file + ": cannot be opened: " + e.getMessage(), e);
    }
  }

  @Override
  public synchronized String put(String unit, String kind, String id, String sha256, byte[] body) {
    try {
      try (PreparedStatement s =
          connection.prepareStatement("SELECT sha256 FROM received WHERE kind = ? AND id = ?")) {
        s.setString(1, kind);
        s.setString(2, id);
        try (ResultSet r = s.executeQuery()) {
          if (r.next()) {
            boolean isSame = r.getString(1).equals(sha256);
            try (PreparedStatement u =
                connection.prepareStatement(
                    "UPDATE received SET copies = copies + 1 WHERE kind = ? AND id = ?")) {
              u.setString(1, kind);
              u.setString(2, id);
              u.executeUpdate();
            }
            return isSame ? "duplicate" : "rejected";
          }
        }
      }
      try (PreparedStatement s =
          connection.prepareStatement("INSERT INTO received VALUES (?, ?, ?, ?, 1, ?)")) {
        s.setString(1, kind);
        s.setString(2, id);
        s.setString(3, unit);
        s.setString(4, sha256);
        s.setBytes(5, body);
        s.executeUpdate();
      }
      return "stored";
    } catch (SQLException e) {
      Logger.tag("central").error("cannot store: {}", e.getMessage());
      return "retry";
    }
  }

  @Override
  public synchronized List<Map.Entry<String, byte[]>> bodies(String kind) {
    List<Map.Entry<String, byte[]>> out = new ArrayList<>();
    try (PreparedStatement s =
        connection.prepareStatement(
            "SELECT unit, body FROM received WHERE kind = ? ORDER BY rowid")) {
      s.setString(1, kind);
      try (ResultSet r = s.executeQuery()) {
        while (r.next()) {
          out.add(Map.entry(r.getString(1), r.getBytes(2)));
        }
      }
    } catch (SQLException e) {
      Logger.tag("central").error("cannot be read: {}", e.getMessage());
    }
    return out;
  }

  @Override
  public synchronized Map<String, Long> counts() {
    Map<String, Long> out = new TreeMap<>();
    try (Statement s = connection.createStatement();
        ResultSet r =
            s.executeQuery(
                "SELECT kind, count(*), sum(copies) - count(*) FROM received GROUP BY kind")) {
      while (r.next()) {
        out.put(r.getString(1), r.getLong(2));
        out.put(r.getString(1) + "_repeats", r.getLong(3));
      }
    } catch (SQLException e) {
      Logger.tag("central").error("cannot count: {}", e.getMessage());
    }
    return out;
  }

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      Logger.tag("central").warn(e, "database did not close cleanly");
    }
  }
}
