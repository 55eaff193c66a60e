package org.outrider.agent.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.people.audit.AuditEvent;
import org.outrider.agent.people.audit.AuditException;
import org.outrider.agent.people.audit.AuditStore;
import org.tinylog.Logger;

/**
 * Audit events in a file of their own, which commands append to while a unit runs. The file itself
 * lets no event be altered or taken out by mistake; who does it on purpose is found by the chain.
 */
public final class SqliteAuditStore implements AuditStore {
  private final Path file;
  private @Nullable Connection open;

  /** Opens the file, made as needed, when it is first used, and anew after each failure. */
  public SqliteAuditStore(Path file) {
    this.file = file;
  }

  private Connection connection() throws SQLException {
    Connection c = open;
    if (c != null) {
      return c;
    }
    try {
      c =
          SharedDatabase.open(
              file,
              """
              CREATE TABLE IF NOT EXISTS event (
                seq INTEGER PRIMARY KEY, event_id TEXT NOT NULL, hash TEXT NOT NULL,
                line TEXT NOT NULL)\
              """,
              "CREATE TABLE IF NOT EXISTS told (one INTEGER PRIMARY KEY, seq INTEGER NOT NULL)",
              "INSERT OR IGNORE INTO told VALUES (1, 0)",
              """
              CREATE TRIGGER IF NOT EXISTS unaltered BEFORE UPDATE ON event
              BEGIN SELECT RAISE(ABORT, 'audit events are never altered'); END\
              """,
              """
              CREATE TRIGGER IF NOT EXISTS kept BEFORE DELETE ON event
              BEGIN SELECT RAISE(ABORT, 'audit events are never taken out'); END\
              """);
      open = c;
      return c;
    } catch (IOException e) {
      throw new SQLException(e);
    }
  }

  @Override
  public synchronized AuditEvent append(Link link) throws AuditException {
    try (Statement s = connection().createStatement()) {
      s.execute("BEGIN IMMEDIATE");
      try {
        AuditEvent event = link.after(end());
        try (PreparedStatement i =
            connection().prepareStatement("INSERT INTO event VALUES (?, ?, ?, ?)")) {
          i.setLong(1, event.seq());
          i.setString(2, event.eventId());
          i.setString(3, event.hash());
          i.setString(4, event.line());
          i.executeUpdate();
        }
        s.execute("COMMIT");
        return event;
      } catch (SQLException | AuditException e) {
        rollback(s);
        throw e;
      }
    } catch (SQLException e) {
      throw unwritable(e);
    }
  }

  private AuditException unwritable(SQLException e) {
    forget();
    return new AuditException(file + ": cannot be written: " + e.getMessage(), e);
  }

  private AuditException unreadable(SQLException e) {
    forget();
    return new AuditException(file + ": cannot be read: " + e.getMessage(), e);
  }

  private void forget() {
    Connection c = open;
    open = null;
    try {
      if (c != null) {
        c.close();
      }
    } catch (SQLException e) {
      Logger.tag("audit").warn(e, "audit events did not close cleanly");
    }
  }

  private static void rollback(Statement s) {
    try {
      s.execute("ROLLBACK");
    } catch (SQLException e) { // SQLite has done it itself
      Logger.tag("audit").debug("no transaction to roll back: {}", e.getMessage());
    }
  }

  private Head end() throws SQLException {
    try (Statement s = connection().createStatement();
        ResultSet r = s.executeQuery("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1")) {
      return r.next() ? new Head(r.getLong(1), r.getString(2)) : Head.START;
    }
  }

  @Override
  public synchronized void each(Consumer<String> line) throws AuditException {
    try (Statement s = connection().createStatement();
        ResultSet r = s.executeQuery("SELECT line FROM event ORDER BY seq")) {
      while (r.next()) {
        line.accept(r.getString(1));
      }
    } catch (SQLException e) {
      throw unreadable(e);
    }
  }

  @Override
  public synchronized List<AuditEvent> untold(int most) throws AuditException {
    List<AuditEvent> out = new ArrayList<>();
    try (PreparedStatement s =
        connection()
            .prepareStatement(
                """
                SELECT seq, event_id, hash, line FROM event
                WHERE seq > (SELECT seq FROM told) ORDER BY seq LIMIT ?\
                """)) {
      s.setInt(1, most);
      try (ResultSet r = s.executeQuery()) {
        while (r.next()) {
          out.add(new AuditEvent(r.getLong(1), r.getString(2), r.getString(3), r.getString(4)));
        }
      }
      return out;
    } catch (SQLException e) {
      throw unreadable(e);
    }
  }

  @Override
  public synchronized void told(long seq) throws AuditException {
    try (PreparedStatement s = connection().prepareStatement("UPDATE told SET seq = max(seq, ?)")) {
      s.setLong(1, seq);
      s.executeUpdate();
    } catch (SQLException e) {
      throw unwritable(e);
    }
  }

  @Override
  public synchronized void tellAgain() throws AuditException {
    try (Statement s = connection().createStatement()) {
      s.executeUpdate("UPDATE told SET seq = 0");
    } catch (SQLException e) {
      throw unwritable(e);
    }
  }

  @Override
  public synchronized void close() {
    forget();
  }
}
