package org.outrider.agent.unit;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.cli.Main;
import org.outrider.agent.people.iam.Password;
import org.outrider.agent.people.iam.UserList;
import org.outrider.agent.policy.Profiles;

/** The folder of a unit of agency CT0000000, car-7, with people, a profile and keys of its own. */
public final class UnitFolder {
  public static final String PASSWORD = "correct horse battery";
  private static final String HASH = Password.of(PASSWORD.toCharArray()).text();

  private final Path folder;

  public UnitFolder(Path folder) throws Exception {
    this.folder = folder;
    SigningKey.make(folder.resolve("keys"), "agency");
    Files.createDirectories(folder.resolve("trusted"));
    Files.copy(folder.resolve("keys/agency.pem"), folder.resolve("trusted/agency.pem"));
  }

  public SigningKey key() throws Exception {
    return SigningKey.read(folder.resolve("keys/agency.key.pem"));
  }

  /** Makes a signed list of a user for each role, of the same name. */
  public void users(String... roles) throws Exception {
    StringBuilder text = new StringBuilder(head(1));
    for (String role : roles) {
      text.append(user(role, role));
    }
    Files.writeString(folder.resolve("users.toml"), text);
    UserList.sign(folder.resolve("users.toml"), key());
    Files.writeString(folder.resolve("password"), PASSWORD + "\n");
  }

  /** The head of a list of users that holds for a day. */
  public static String head(int version) {
    return "[users]\nagency = \"CT0000000\"\nversion = %d\nvalid_until = \"%s\"\n"
        .formatted(version, Instant.now().plus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS));
  }

  /** A row of a list of users: somebody trained, who has acknowledged the profile own@1. */
  public static String user(String id, String role) {
    return """
    [[user]]
    id = "%s"
    name = "A %s"
    role = "%s"
    password = "%s"
    training_valid_until = "%s"
    acknowledged = "own@1"
    """
        .formatted(id, id, role, HASH, LocalDate.now().plusDays(30));
  }

  /** Makes the signed profile own@1. */
  public void profile(String settings) throws Exception {
    Files.writeString(
        folder.resolve("own.toml"),
        """
        [profile]
        id = "own"
        version = 1
        agency = "CT0000000"
        policy = "test"
        laws = []
        [iam]
        second_factor_roles = { value = [], clause = "1" }
        """
            + settings);
    Profiles.sign(folder.resolve("own.toml"), key());
  }

  /** Makes the unit's configuration. */
  public void config() throws Exception {
    Files.writeString(
        folder.resolve("outrider.toml"),
        """
        [unit]
        agency = "CT0000000"
        id = "car-7"
        [[camera]]
        id = "front"
        uri = "sim:street"
        [gnss]
        uri = "sim:drive"
        [policy]
        profile = "own.toml"
        keys = "trusted"
        [users]
        list = "users.toml"
        keys = "trusted"
        """);
  }

  /** The exit code of a command, a blank, and what it prints both ways. */
  public static String run(String... args) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    try (PrintStream to = new PrintStream(both, true, StandardCharsets.UTF_8)) {
      System.setOut(to);
      System.setErr(to);
      int code = Main.run(args);
      return code + " " + both.toString(StandardCharsets.UTF_8).strip();
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }
}
