package org.outrider.agent.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.custom.Change;
import org.outrider.agent.hotlist.custom.ChangeJson;
import org.outrider.agent.hotlist.custom.CustomEntry;
import org.outrider.agent.hotlist.custom.CustomStore;

/**
 * Custom entries in an SQLite file of their own, so that a command can write while a unit runs.
 * What is erased is overwritten (RET-05).
 */
public final class SqliteCustomStore implements CustomStore {
  private static final int SCHEMA = 1;

  private final Path file;
  private final Connection connection;

  private SqliteCustomStore(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /** Opens the file, made as needed. */
  public static SqliteCustomStore open(Path file) throws HotListException {
    try {
      return new SqliteCustomStore(
          file,
          SharedDatabase.open(
              file,
              """
              CREATE TABLE IF NOT EXISTS entry (
                entry_id TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID\
              """,
              """
              CREATE TABLE IF NOT EXISTS change (
                seq INTEGER PRIMARY KEY AUTOINCREMENT, change_id TEXT NOT NULL UNIQUE,
                body BLOB NOT NULL)\
              """,
              """
              CREATE TABLE IF NOT EXISTS confirmed (
                entry_id TEXT PRIMARY KEY, list_id TEXT NOT NULL) WITHOUT ROWID\
              """,
              "PRAGMA user_version=" + SCHEMA));
    } catch (SQLException | IOException e) {
      throw new HotListException(file + ": cannot be opened: " + e.getMessage());
    }
  }

  /** Something that can go wrong in the database. */
  @FunctionalInterface
  private interface Work<T> {
    T run() throws SQLException, HotListException;
  }

  private synchronized <T> T on(String what, Work<T> work) throws HotListException {
    try {
      return work.run();
    } catch (SQLException e) {
      throw new HotListException(file + ": cannot " + what + ": " + e.getMessage());
    }
  }

  @Override
  public List<CustomEntry> entries() throws HotListException {
    return on(
        "be read",
        () -> {
          List<CustomEntry> out = new ArrayList<>();
          try (Statement s = connection.createStatement();
              ResultSet r = s.executeQuery("SELECT body FROM entry ORDER BY entry_id")) {
            while (r.next()) {
              out.add(ChangeJson.readEntry(r.getBytes(1)));
            }
          }
          return out;
        });
  }

  @Override
  public void save(Change change) throws HotListException {
    on(
        "be written",
        () -> {
          byte[] body = ChangeJson.write(change);
          boolean isOver = change.entry().status().isOver();
          connection.setAutoCommit(false);
          try (PreparedStatement s =
                  connection.prepareStatement(
                      "INSERT INTO change (change_id, body) VALUES (?, ?)");
              PreparedStatement c =
                  connection.prepareStatement("DELETE FROM confirmed WHERE entry_id = ?");
              PreparedStatement e =
                  connection.prepareStatement(
                      isOver
                          ? "DELETE FROM entry WHERE entry_id = ?"
                          : "INSERT OR REPLACE INTO entry VALUES (?, ?)")) {
            s.setString(1, change.changeId());
            s.setBytes(2, body);
            s.executeUpdate();
            e.setString(1, change.entry().entryId());
            if (!isOver) {
              e.setBytes(2, body);
            }
            e.executeUpdate();
            if (isOver) {
              c.setString(1, change.entry().entryId());
              c.executeUpdate();
            }
            connection.commit();
          } catch (SQLException e) {
            connection.rollback();
            throw e;
          } finally {
            connection.setAutoCommit(true);
          }
          return true;
        });
  }

  @Override
  public Map<String, byte[]> untold() throws HotListException {
    return on(
        "be read",
        () -> {
          Map<String, byte[]> out = new LinkedHashMap<>();
          try (Statement s = connection.createStatement();
              ResultSet r = s.executeQuery("SELECT change_id, body FROM change ORDER BY seq")) {
            while (r.next()) {
              out.put(r.getString(1), r.getBytes(2));
            }
          }
          return out;
        });
  }

  @Override
  public void told(String changeId) throws HotListException {
    on(
        "be written",
        () -> {
          try (PreparedStatement s =
              connection.prepareStatement("DELETE FROM change WHERE change_id = ?")) {
            s.setString(1, changeId);
            s.executeUpdate();
          }
          return true;
        });
  }

  @Override
  public Map<String, String> confirmed() throws HotListException {
    return on(
        "be read",
        () -> {
          Map<String, String> out = new LinkedHashMap<>();
          try (Statement s = connection.createStatement();
              ResultSet r = s.executeQuery("SELECT entry_id, list_id FROM confirmed")) {
            while (r.next()) {
              out.put(r.getString(1), r.getString(2));
            }
          }
          return out;
        });
  }

  @Override
  public void confirm(String entryId, String listId) throws HotListException {
    on(
        "be written",
        () -> {
          try (PreparedStatement s =
              connection.prepareStatement("INSERT OR REPLACE INTO confirmed VALUES (?, ?)")) {
            s.setString(1, entryId);
            s.setString(2, listId);
            s.executeUpdate();
          }
          return true;
        });
  }

  @Override
  public long version() throws HotListException {
    return on(
        "be read",
        () -> {
          try (Statement s = connection.createStatement();
              ResultSet r =
                  s.executeQuery("SELECT seq FROM sqlite_sequence WHERE name = 'change'")) {
            return r.next() ? r.getLong(1) : 0L;
          }
        });
  }

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException(file + ": cannot be closed", e);
    }
  }
}
