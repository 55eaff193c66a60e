package org.outrider.agent.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.outrider.agent.hotlist.Edition;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.release.HotListFiles;
import org.outrider.agent.hotlist.release.PackedRow;
import org.outrider.agent.people.iam.Classification;

/**
 * A list as an SQLite file: one table without row ids, sorted by index form, so that a lookup is
 * one descent and a row costs little more than its text. Empty values and defaults are NULL.
 */
public final class SqliteHotLists implements HotListFiles {
  static final int SCHEMA = 1;
  static final int DEFAULT_PRIORITY = 50;
  private static final int BATCH = 1000;

  @Override
  public Writer create(Path file, Edition edition, Classification classification)
      throws HotListException {
    try {
      return new FileWriter(file, edition, classification);
    } catch (SQLException e) {
      throw new HotListException(file + ": cannot be made: " + e.getMessage());
    }
  }

  @Override
  public Opened open(Path file) throws HotListException {
    return SqliteHotList.open(file);
  }

  private static final class FileWriter implements Writer {
    private final Path file;
    private final Connection connection;
    private final PreparedStatement entry;
    private final PreparedStatement pattern;
    private final PreparedStatement removed;
    private String last = "";
    private int same;
    private int waiting;
    private long entries;
    private long patterns;

    FileWriter(Path file, Edition edition, Classification classification) throws SQLException {
      this.file = file;
      connection = DriverManager.getConnection("jdbc:sqlite:" + file);
      try (Statement s = connection.createStatement()) {
        // A file that is not finished is thrown away whole, so it needs no journal; it is forced to
        // the disk once, at the end.
        s.execute("PRAGMA page_size=8192");
        s.execute("PRAGMA journal_mode=OFF");
        s.execute("PRAGMA synchronous=OFF");
        s.execute("PRAGMA locking_mode=EXCLUSIVE");
        s.execute("PRAGMA cache_size=-16384");
        s.execute("PRAGMA user_version=" + SCHEMA);
        s.execute("CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID");
        s.execute(
            """
            CREATE TABLE entry (
              plate_index TEXT, n INTEGER, entry_id TEXT NOT NULL, plate TEXT, state TEXT,
              category INTEGER NOT NULL, priority INTEGER, vehicle TEXT, note TEXT,
              instructions TEXT, effective_s INTEGER, expires_s INTEGER, PRIMARY KEY (plate_index, n)) WITHOUT ROWID\
            """);
        s.execute(
            """
            CREATE TABLE pattern (
              pattern TEXT, n INTEGER, entry_id TEXT NOT NULL, plate TEXT, state TEXT,
              category INTEGER NOT NULL, priority INTEGER, vehicle TEXT, note TEXT,
              instructions TEXT, effective_s INTEGER, expires_s INTEGER, PRIMARY KEY (pattern, n)) WITHOUT ROWID\
            """);
        s.execute("CREATE TABLE removed (entry_id TEXT PRIMARY KEY) WITHOUT ROWID");
      }
      connection.setAutoCommit(false);
      String values = " VALUES (?,?,?,?,?,?,?,?,?,?,?,?)";
      entry = connection.prepareStatement("INSERT INTO entry" + values);
      pattern = connection.prepareStatement("INSERT INTO pattern" + values);
      removed = connection.prepareStatement("INSERT OR IGNORE INTO removed VALUES (?)");
      meta("list_id", edition.listId());
      meta("version", edition.version());
      meta("built_at", java.util.Objects.requireNonNull(edition.builtAt()).toString());
      meta("classification", classification.name());
    }

    private void meta(String name, String value) throws SQLException {
      try (PreparedStatement s = connection.prepareStatement("INSERT INTO meta VALUES (?,?)")) {
        s.setString(1, name);
        s.setString(2, value);
        s.executeUpdate();
      }
    }

    @Override
    public void row(PackedRow row) throws HotListException {
      try {
        same = row.index().equals(last) ? same + 1 : 0;
        last = row.index();
        PreparedStatement s = row.isPattern() ? pattern : entry;
        s.setString(1, row.index());
        s.setInt(2, same);
        s.setString(3, row.entryId());
        text(s, 4, row.plate());
        text(s, 5, row.state());
        s.setInt(6, row.category().number());
        number(s, 7, row.priority(), DEFAULT_PRIORITY);
        text(s, 8, row.vehicle());
        text(s, 9, row.note());
        text(s, 10, row.instructions());
        number(s, 11, row.effectiveS(), PackedRow.NEVER);
        number(s, 12, row.expiresS(), PackedRow.NEVER);
        s.addBatch();
        if (row.isPattern()) {
          patterns++;
        } else {
          entries++;
        }
        if (++waiting == BATCH) {
          flush();
        }
      } catch (SQLException e) {
        throw new HotListException(file + ": cannot be written: " + e.getMessage());
      }
    }

    private static void text(PreparedStatement s, int at, String value) throws SQLException {
      s.setString(at, value.isEmpty() ? null : value);
    }

    private static void number(PreparedStatement s, int at, long value, long none)
        throws SQLException {
      if (value == none) {
        s.setString(at, null);
      } else {
        s.setLong(at, value);
      }
    }

    private void flush() throws SQLException {
      entry.executeBatch();
      pattern.executeBatch();
      waiting = 0;
    }

    @Override
    public void removed(String entryId) throws HotListException {
      try {
        removed.setString(1, entryId);
        removed.executeUpdate();
      } catch (SQLException e) {
        throw new HotListException(file + ": cannot be written: " + e.getMessage());
      }
    }

    @Override
    public void finish() throws HotListException {
      try {
        flush();
        meta("entries", String.valueOf(entries));
        meta("patterns", String.valueOf(patterns));
        connection.commit();
        connection.close();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.force(true);
        }
        SqliteHotList.prove(file, entries);
      } catch (SQLException | IOException e) {
        throw new HotListException(file + ": cannot be finished: " + e.getMessage());
      }
    }

    @Override
    public void close() {
      try {
        if (!connection.isClosed()) {
          connection.close();
          Files.deleteIfExists(file);
        }
      } catch (SQLException | IOException e) {
        // The file is of no use either way and is cleared at the next start.
        org.tinylog.Logger.tag("hotlist").debug(e, "unfinished list not removed");
      }
    }
  }
}
