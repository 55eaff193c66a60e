package org.outrider.agent.store;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.outrider.agent.people.iam.Account;
import org.outrider.agent.people.iam.AccountStore;
import org.tinylog.Logger;

/** Accounts in an SQLite file of their own, so that a command can lock one while a unit runs. */
public final class SqliteAccountStore implements AccountStore, AutoCloseable {
  private final Path file;
  private final Connection connection;

  /** What could not be written. */
  private final Map<String, Account> unwritten = new HashMap<>();

  private SqliteAccountStore(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /** Opens the file, made as needed. */
  public static SqliteAccountStore open(Path file) throws StoreException {
    try {
      return new SqliteAccountStore(
          file,
          SharedDatabase.open(
              file,
              """
              CREATE TABLE IF NOT EXISTS account (
                user_id TEXT PRIMARY KEY, failures TEXT NOT NULL, locked_ms INTEGER,
                totp_step INTEGER NOT NULL) WITHOUT ROWID\
              """,
              """
              CREATE TABLE IF NOT EXISTS acknowledged (
                user_id TEXT PRIMARY KEY, profile TEXT NOT NULL) WITHOUT ROWID\
              """,
              """
              CREATE TABLE IF NOT EXISTS secret (
                one INTEGER PRIMARY KEY CHECK (one = 1), value BLOB NOT NULL)\
              """));
    } catch (SQLException | IOException e) {
      throw new StoreException(file + ": cannot be opened: " + e.getMessage(), e);
    }
  }

  @Override
  public synchronized Account account(String userId) {
    Account newer = unwritten.get(userId);
    if (newer != null) {
      return newer;
    }
    try (PreparedStatement s =
        connection.prepareStatement(
            """
            SELECT failures, locked_ms, totp_step, coalesce(profile, '')
            FROM account LEFT JOIN acknowledged USING (user_id) WHERE user_id = ?\
            """)) {
      s.setString(1, userId);
      try (ResultSet r = s.executeQuery()) {
        if (!r.next()) {
          return Account.NEW;
        }
        long locked = r.getLong(2);
        boolean isLocked = !r.wasNull();
        return new Account(
            times(r.getString(1)),
            isLocked ? Instant.ofEpochMilli(locked) : null,
            r.getLong(3),
            r.getString(4));
      }
    } catch (SQLException e) { // fails closed: what cannot be read is locked
      Logger.tag("iam").error("{}: cannot be read: {}", file, e.getMessage());
      return Account.UNREADABLE;
    }
  }

  private static List<Instant> times(String text) {
    return Arrays.stream(text.split(" "))
        .filter(t -> !t.isEmpty())
        .map(t -> Instant.ofEpochMilli(Long.parseLong(t)))
        .toList();
  }

  @Override
  public synchronized void save(String userId, Account account) {
    try (PreparedStatement s =
            connection.prepareStatement("INSERT OR REPLACE INTO account VALUES (?, ?, ?, ?)");
        PreparedStatement a =
            connection.prepareStatement("INSERT OR REPLACE INTO acknowledged VALUES (?, ?)")) {
      a.setString(1, userId);
      a.setString(2, account.acknowledged());
      a.executeUpdate();
      s.setString(1, userId);
      s.setString(
          2,
          account.failures().stream()
              .map(t -> String.valueOf(t.toEpochMilli()))
              .collect(Collectors.joining(" ")));
      s.setObject(3, account.lockedAt() == null ? null : account.lockedAt().toEpochMilli());
      s.setLong(4, account.totpStep());
      s.executeUpdate();
      unwritten.remove(userId);
    } catch (SQLException e) {
      unwritten.put(userId, account);
      Logger.tag("iam").error("{}: cannot be written: {}", file, e.getMessage());
    }
  }

  @Override
  public synchronized void open(String userId) {
    String nodes = userId + "@";
    unwritten.entrySet().removeIf(e -> e.getKey().equals(userId) || e.getKey().startsWith(nodes));
    try (PreparedStatement s =
        connection.prepareStatement(
            "UPDATE account SET failures = '', locked_ms = NULL"
                + " WHERE user_id = ? OR substr(user_id, 1, length(?)) = ?")) {
      s.setString(1, userId);
      s.setString(2, nodes);
      s.setString(3, nodes);
      s.executeUpdate();
    } catch (SQLException e) {
      Logger.tag("iam").error("{}: cannot be written: {}", file, e.getMessage());
    }
  }

  @Override
  public synchronized byte[] secret() {
    byte[] made = new byte[32];
    new SecureRandom().nextBytes(made);
    try (PreparedStatement insert =
            connection.prepareStatement("INSERT OR IGNORE INTO secret VALUES (1, ?)");
        PreparedStatement select = connection.prepareStatement("SELECT value FROM secret")) {
      insert.setBytes(1, made);
      insert.executeUpdate();
      try (ResultSet r = select.executeQuery()) {
        return r.next() ? r.getBytes(1) : made;
      }
    } catch (SQLException e) { // until a restart
      Logger.tag("iam").error("{}: cannot be written: {}", file, e.getMessage());
      return made;
    }
  }

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      Logger.tag("iam").warn(e, "accounts did not close cleanly");
    }
  }
}
