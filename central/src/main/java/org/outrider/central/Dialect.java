package org.outrider.central;

import java.sql.SQLException;
import java.util.Set;

/** Differences between the two kinds of database that central can store in. */
enum Dialect {
  SQLITE("INTEGER PRIMARY KEY AUTOINCREMENT", "BLOB") {
    @Override
    String field(String path) {
      return "CASE WHEN json_valid(CAST(body AS TEXT)) THEN json_extract(CAST(body AS TEXT), '$."
          + path
          + "') END";
    }

    @Override
    String view(String name) {
      return "CREATE VIEW IF NOT EXISTS " + name;
    }
  },
  POSTGRESQL("BIGSERIAL PRIMARY KEY", "BYTEA") {
    @Override
    String field(String path) {
      return "alpr_json(body) #>> '{" + path.replace('.', ',') + "}'";
    }

    @Override
    String view(String name) {
      return "CREATE OR REPLACE VIEW " + name;
    }
  };

  /** Reader of a body; one that is no JSON, or contains NUL, must not break the views of all. */
  static final String JSON_FUNCTION =
      """
      CREATE OR REPLACE FUNCTION alpr_json(body bytea) RETURNS jsonb
      LANGUAGE plpgsql IMMUTABLE STRICT AS $$
      BEGIN RETURN convert_from(body, 'UTF8')::jsonb;
      EXCEPTION WHEN OTHERS THEN RETURN NULL; END $$\
      """;

  /** SQLITE_TOOBIG, SQLITE_CONSTRAINT and SQLITE_MISMATCH. */
  private static final Set<Integer> SQLITE_VALUE = Set.of(18, 19, 20);

  private final String key;
  private final String bytes;

  Dialect(String key, String bytes) {
    this.key = key;
    this.bytes = bytes;
  }

  /** Returns the dialect of a JDBC address. */
  static Dialect of(String url) {
    return url.startsWith("jdbc:postgresql:") ? POSTGRESQL : SQLITE;
  }

  /** Returns whether a transaction failed only because of another one (SQLSTATE of PostgreSQL). */
  static boolean isConflict(SQLException e) {
    // serialization failure, deadlock, lock not available
    return Set.of("40001", "40P01", "55P03").contains(String.valueOf(e.getSQLState()));
  }

  /** Returns whether a database is away or still starting, so that waiting may help. */
  static boolean isAway(SQLException e) {
    // connection exception; admin or crash shutdown, cannot connect now; too many connections
    String state = String.valueOf(e.getSQLState());
    return state.startsWith("08") || state.startsWith("57P") || state.equals("53300");
  }

  /** Returns whether a database refuses a statement for the values in it. */
  boolean isCausedByValue(SQLException e) {
    if (this == SQLITE) {
      return SQLITE_VALUE.contains(e.getErrorCode() & 0xff);
    }
    // data exception, integrity constraint violation, program limit exceeded; none from the driver
    String state = String.valueOf(e.getSQLState());
    return state.startsWith("22") || state.startsWith("23") || state.startsWith("54");
  }

  /** Returns the type of a primary key that counts by itself. */
  String key() {
    return key;
  }

  /** Returns the type of a column of bytes. */
  String bytes() {
    return bytes;
  }

  /** Returns the agency's part of a column that names a unit. */
  String agency(String column) {
    return "substr(%1$s, 1, %2$s)"
        .formatted(
            column, this == SQLITE ? "instr(" + column + ", '/')" : "strpos(" + column + ", '/')");
  }

  /** Returns a field of the JSON body as text; NULL of a body that the database cannot read. */
  abstract String field(String path);

  /** Returns the beginning of the statement that makes a view. */
  abstract String view(String name);
}
