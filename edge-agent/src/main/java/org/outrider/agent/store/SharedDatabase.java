package org.outrider.agent.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A small SQLite file that a command writes while a unit runs. */
final class SharedDatabase {
  private SharedDatabase() {}

  /**
   * Opens the file, made as needed: rollback journal, durable at each commit, what is erased is
   * overwritten (RET-05).
   *
   * @param statements that make what is missing
   */
  static Connection open(Path file, String... statements) throws IOException, SQLException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Connection c = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (Statement s = c.createStatement()) {
      s.execute("PRAGMA busy_timeout=5000");
      s.execute("PRAGMA journal_mode=DELETE");
      s.execute("PRAGMA synchronous=EXTRA");
      s.execute("PRAGMA secure_delete=ON");
      for (String statement : statements) {
        s.execute(statement);
      }
    }
    return c;
  }
}
