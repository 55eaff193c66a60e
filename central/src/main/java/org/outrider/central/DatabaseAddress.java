package org.outrider.central;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.CommandException;

/**
 * Address of central's database as a user gives it. The password comes from a file or a systemd
 * credential, since every user of the machine can read the arguments of a process.
 */
final class DatabaseAddress {
  /** Name of the systemd credential ({@code LoadCredential=}). */
  static final String CREDENTIAL = "database-password";

  private static final Pattern PASSWORD = Pattern.compile("(?i)[?&]password=|//[^/@]*:[^/@]*@");

  private DatabaseAddress() {}

  /**
   * Returns a JDBC address with the password.
   *
   * @param given SQLite file or JDBC address
   * @param passwordFile null for the systemd credential, if there is one
   * @param environment of the process
   */
  static String of(String given, @Nullable Path passwordFile, Map<String, String> environment)
      throws CommandException {
    if (PASSWORD.matcher(given).find()) {
      throw new CommandException(
          "the database's address contains a password, which every user of this machine can read;"
              + " expected none: put it into a file and give --database-password-file FILE, or the"
              + " systemd credential "
              + CREDENTIAL);
    }
    if (!given.startsWith("jdbc:")) {
      return "jdbc:sqlite:" + given;
    }
    Path file = passwordFile;
    String credentials = environment.getOrDefault("CREDENTIALS_DIRECTORY", "");
    if (file == null && !credentials.isEmpty()) {
      Path credential = Path.of(credentials, CREDENTIAL);
      file = Files.exists(credential) ? credential : null;
    }
    if (file == null || Dialect.of(given) == Dialect.SQLITE) {
      return given;
    }
    try {
      String password = Files.readString(file).strip();
      return given
          + (given.contains("?") ? "&" : "?")
          + "password="
          + URLEncoder.encode(password, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new CommandException(
          file + ": cannot be read: " + e.getMessage() + "; expected the database's password");
    }
  }
}
