package org.outrider.central;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Statements with parameters, over a connection whose transaction the caller ends. */
final class Sql {
  private Sql() {}

  /** Reader of one row of a query. */
  @FunctionalInterface
  interface Row<T> {
    T read(ResultSet r) throws SQLException;
  }

  /** Returns all rows of a query. */
  static <T> List<T> rows(Connection c, String sql, Row<T> row, @Nullable Object... parameters)
      throws SQLException {
    List<T> out = new ArrayList<>();
    try (PreparedStatement s = c.prepareStatement(sql)) {
      set(s, parameters);
      try (ResultSet r = s.executeQuery()) {
        while (r.next()) {
          out.add(row.read(r));
        }
      }
    }
    return out;
  }

  /** Runs a statement that changes rows; returns how many it changed. */
  static int update(Connection c, String sql, @Nullable Object... parameters) throws SQLException {
    try (PreparedStatement s = c.prepareStatement(sql)) {
      set(s, parameters);
      return s.executeUpdate();
    }
  }

  private static void set(PreparedStatement s, @Nullable Object... parameters) throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      s.setObject(i + 1, parameters[i]);
    }
  }
}
