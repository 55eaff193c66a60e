package org.outrider.agent.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.Counted;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.hotlist.Edition;
import org.outrider.agent.hotlist.HotListEntry;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.HotListUnreadableException;
import org.outrider.agent.hotlist.ListedPattern;
import org.outrider.agent.hotlist.release.HotListFiles;
import org.outrider.agent.hotlist.release.PackedRow;
import org.outrider.agent.people.iam.Classification;

/** A list file opened for reading: one connection, one lookup at a time. */
final class SqliteHotList implements HotListFiles.Opened {
  private static final String COLUMNS =
      "entry_id, plate, state, category, priority, vehicle, note, instructions, effective_s,"
          + " expires_s";

  private final Connection connection;
  private final PreparedStatement find;
  private final Edition edition;
  private final Classification classification;
  private final List<ListedPattern> patterns;
  private final Set<String> removed;
  private final int size;
  private boolean isClosed;

  private SqliteHotList(Connection connection, Path file) throws SQLException, HotListException {
    this.connection = connection;
    Map<String, String> meta = meta(connection);
    try {
      edition =
          new Edition(
              need(meta, "list_id"), need(meta, "version"), Instant.parse(need(meta, "built_at")));
      classification = Classification.valueOf(need(meta, "classification"));
      size = Integer.parseInt(need(meta, "entries")) + Integer.parseInt(need(meta, "patterns"));
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new HotListException(file + ": " + e.getMessage());
    }
    patterns = new ArrayList<>();
    try (Statement s = connection.createStatement();
        ResultSet r = s.executeQuery("SELECT pattern, " + COLUMNS + " FROM pattern")) {
      while (r.next()) {
        patterns.add(ListedPattern.of(entry(r, r.getString(1), true)));
      }
    }
    removed = new HashSet<>();
    try (Statement s = connection.createStatement();
        ResultSet r = s.executeQuery("SELECT entry_id FROM removed")) {
      while (r.next()) {
        removed.add(r.getString(1));
      }
    }
    find =
        connection.prepareStatement(
            "SELECT plate_index, " + COLUMNS + " FROM entry WHERE plate_index = ? ORDER BY n");
  }

  private static String need(Map<String, String> meta, String name) {
    @Nullable String value = meta.get(name);
    if (value == null) {
      throw new IllegalArgumentException("meta." + name + " is missing: an unfinished list");
    }
    return value;
  }

  private static Map<String, String> meta(Connection connection) throws SQLException {
    Map<String, String> out = new HashMap<>();
    try (Statement s = connection.createStatement();
        ResultSet r = s.executeQuery("SELECT name, value FROM meta")) {
      while (r.next()) {
        out.put(r.getString(1), r.getString(2));
      }
    }
    return out;
  }

  private static Connection connect(Path file) throws SQLException {
    // immutable: nobody changes a finished list, so SQLite neither locks nor looks for a journal.
    Connection connection =
        DriverManager.getConnection(
            "jdbc:sqlite:file:" + file.toAbsolutePath() + "?mode=ro&immutable=1");
    try (Statement s = connection.createStatement()) {
      s.execute("PRAGMA mmap_size=2147418112");
      s.execute("PRAGMA cache_size=-2048");
    }
    return connection;
  }

  static SqliteHotList open(Path file) throws HotListException {
    if (!Files.exists(file)) {
      throw new HotListException(file + ": not there, expected the list in force");
    }
    try {
      Connection connection = connect(file);
      try {
        check(connection, file);
        return new SqliteHotList(connection, file);
      } catch (SQLException | HotListException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new HotListException(file + ": damaged: " + e.getMessage());
    }
  }

  private static void check(Connection connection, Path file)
      throws SQLException, HotListException {
    try (Statement s = connection.createStatement();
        ResultSet r = s.executeQuery("PRAGMA user_version")) {
      int schema = r.next() ? r.getInt(1) : 0;
      if (schema != SqliteHotLists.SCHEMA) {
        throw new HotListException(
            "%s: schema %d, expected %d".formatted(file, schema, SqliteHotLists.SCHEMA));
      }
    }
  }

  /** What was written is read back: every page sound, every row there. */
  static void prove(Path file, long entries) throws SQLException, HotListException {
    try (Connection connection = connect(file);
        Statement s = connection.createStatement()) {
      try (ResultSet r = s.executeQuery("PRAGMA quick_check(1)")) {
        String said = r.next() ? r.getString(1) : "nothing";
        if (!said.equals("ok")) {
          throw new HotListException(file + ": damaged while written: " + said);
        }
      }
      try (ResultSet r = s.executeQuery("SELECT count(*) FROM entry")) {
        long found = r.next() ? r.getLong(1) : -1;
        if (found != entries) {
          throw new HotListException(
              "%s: %s in it, expected %d".formatted(file, Counted.of(found, "row"), entries));
        }
      }
    }
  }

  private HotListEntry entry(ResultSet r, String index, boolean isPattern) throws SQLException {
    @Nullable String priority = r.getString(6);
    PackedRow row =
        new PackedRow(
            index,
            isPattern,
            r.getString(2),
            text(r, 3),
            text(r, 4),
            Category.ofNumber(r.getInt(5)),
            priority == null ? SqliteHotLists.DEFAULT_PRIORITY : Integer.parseInt(priority),
            text(r, 7),
            text(r, 8),
            text(r, 9),
            r.getLong(10),
            r.getLong(11));
    return row.entry(classification);
  }

  private static String text(ResultSet r, int at) throws SQLException {
    @Nullable String value = r.getString(at);
    return value == null ? "" : value;
  }

  @Override
  public Edition edition() {
    return edition;
  }

  @Override
  public synchronized List<HotListEntry> find(String index) {
    if (isClosed) {
      throw new HotListUnreadableException("list " + edition + " was closed");
    }
    try {
      find.setString(1, index);
      try (ResultSet r = find.executeQuery()) {
        if (!r.next()) {
          return List.of();
        }
        List<HotListEntry> out = new ArrayList<>();
        do {
          out.add(entry(r, r.getString(1), false));
        } while (r.next());
        return out;
      }
    } catch (SQLException e) {
      throw new HotListUnreadableException(
          "list " + edition + " cannot be read: " + e.getMessage());
    }
  }

  @Override
  public List<ListedPattern> patterns() {
    return patterns;
  }

  @Override
  public Set<String> removed() {
    return removed;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    try {
      find.close();
      connection.close();
    } catch (SQLException e) {
      org.tinylog.Logger.tag("hotlist").debug(e, "list {} not closed", edition);
    }
  }
}
