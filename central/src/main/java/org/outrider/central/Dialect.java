package org.outrider.central;

/** Differences between the two kinds of database that central can store in. */
enum Dialect {
  SQLITE("INTEGER PRIMARY KEY AUTOINCREMENT", "BLOB") {
    @Override
    String field(String path) {
      return "json_extract(CAST(body AS TEXT), '$." + path + "')";
    }

    @Override
    String view(String name) {
      return "CREATE VIEW IF NOT EXISTS " + name;
    }
  },
  POSTGRESQL("BIGSERIAL PRIMARY KEY", "BYTEA") {
    @Override
    String field(String path) {
      return "convert_from(body, 'UTF8')::jsonb #>> '{" + path.replace('.', ',') + "}'";
    }

    @Override
    String view(String name) {
      return "CREATE OR REPLACE VIEW " + name;
    }
  };

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
            column,
            this == SQLITE ? "instr(" + column + ", '/')" : "strpos(" + column + ", '/')");
  }

  /** Returns a field of the JSON body as text. */
  abstract String field(String path);

  /** Returns the beginning of the statement that makes a view. */
  abstract String view(String name);
}
