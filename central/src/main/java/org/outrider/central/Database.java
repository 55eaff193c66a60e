package org.outrider.central;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.tinylog.Logger;

/** One connection to central's database, replaced when it is lost. */
final class Database {
  private static final int MOST_ATTEMPTS = 3;

  /** Time that a transaction may wait for its receiver. */
  private static final int MOST_IDLE_MS = 10_000;

  private final String url;
  private final Dialect dialect;
  private Connection connection;

  /** A transaction; what fails is rolled back. */
  @FunctionalInterface
  interface Work<T> {
    T run(Connection c) throws SQLException;
  }

  /** Connects to a database. */
  Database(String url) throws SQLException {
    this.url = url;
    this.dialect = Dialect.of(url);
    this.connection = connect();
  }

  private Connection connect() throws SQLException {
    Connection c = DriverManager.getConnection(url, properties());
    if (dialect == Dialect.SQLITE) {
      try (Statement s = c.createStatement()) {
        s.execute("PRAGMA journal_mode=WAL");
        s.execute("PRAGMA synchronous=FULL");
        s.execute("PRAGMA busy_timeout=10000");
        s.execute("PRAGMA secure_delete=ON");
      }
    } else { // a receiver that is stopped within a transaction must not hold up the others
      try (Statement s = c.createStatement()) {
        s.execute("SET idle_in_transaction_session_timeout = " + MOST_IDLE_MS);
        s.execute("SET lock_timeout = " + 2 * MOST_IDLE_MS);
      }
    }
    c.setAutoCommit(false);
    return c;
  }

  /** Every wait for the database has an end, in seconds; an address may say otherwise. */
  private Properties properties() {
    Properties out = new Properties();
    if (dialect == Dialect.POSTGRESQL) {
      out.setProperty("connectTimeout", "10");
      out.setProperty("socketTimeout", "60");
      out.setProperty("tcpKeepAlive", "true");
    }
    return out;
  }

  Dialect dialect() {
    return dialect;
  }

  /** Runs a transaction whose failure the caller handles. */
  synchronized <T> T run(Work<T> work) throws SQLException {
    T result = work.run(connection);
    connection.commit();
    return result;
  }

  /**
   * Runs a transaction, again where another one was in its way, and once more over a new connection
   * if the database was away meanwhile.
   */
  synchronized <T> T attempt(Work<T> work) throws SQLException {
    boolean wasFresh = false;
    for (int times = 1; ; times++) {
      try {
        if (connection.isClosed()) {
          wasFresh = true; // whether it comes or not: nobody waits here for a database
          connection = connect();
        }
        return run(work);
      } catch (SQLException e) {
        boolean isConflict = Dialect.isConflict(e);
        if (isThere() ? !isConflict || times >= MOST_ATTEMPTS : wasFresh) {
          throw e;
        }
        Logger.tag("central").warn("transaction is repeated: {}", e.getMessage());
      }
    }
  }

  /**
   * Runs a transaction like {@link #attempt}.
   *
   * @param what the work, for the log: "cannot {what}"
   * @return null when it failed
   */
  <T> @Nullable T in(String what, Work<T> work) {
    try {
      return attempt(work);
    } catch (SQLException e) {
      Logger.tag("central").error("cannot {}: {}", what, e.getMessage());
      return null;
    }
  }

  /** Returns all rows of a query; none where the database cannot be asked. */
  <T> List<T> rows(String sql, Sql.Row<T> row, Object... parameters) {
    List<T> out = in("read", c -> Sql.rows(c, sql, row, parameters));
    return out == null ? List.of() : out;
  }

  /** Rolls back what failed, and returns whether the connection still works. */
  synchronized boolean isThere() {
    try {
      connection.rollback();
      if (connection.isValid(2)) {
        return true;
      }
      connection.close();
    } catch (SQLException gone) {
      Logger.tag("central").debug("rollback: {}", gone.getMessage());
      try {
        connection.close();
      } catch (SQLException e) {
        Logger.tag("central").debug("close: {}", e.getMessage());
      }
    }
    return false;
  }

  synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      Logger.tag("central").warn(e, "database did not close cleanly");
    }
  }
}
