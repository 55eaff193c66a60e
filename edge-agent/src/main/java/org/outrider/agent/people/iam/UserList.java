package org.outrider.agent.people.iam;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.base.toml.TomlDocument;
import org.outrider.agent.base.toml.TomlDocument.Section;
import org.outrider.agent.base.trust.SignedFile;
import org.outrider.agent.base.trust.SignedText;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.base.trust.TrustedKeys;

/**
 * All users of an agency's units, signed by its administrator, so that people log on without a
 * network.
 *
 * @param version only ever goes up
 * @param validUntil after which nobody can log on by it: what revokes a list that never came again
 */
public record UserList(String agency, int version, Instant validUntil, List<User> users) {
  private static final String KIND = "users";

  /** Longest time for which a list can be valid. */
  private static final Duration MOST_AHEAD = Duration.ofDays(5 * 366);

  /** Time before which no clock is right. */
  private static final Instant PROGRAM = Instant.parse("2026-01-01T00:00:00Z");

  /** All roles that a unit knows. */
  public static final Set<String> ROLES =
      Set.of("officer", "supervisor", "administrator", "technician", "maintenance");

  public UserList {
    users = List.copyOf(users);
  }

  /** One of them. */
  public Optional<User> find(String userId) {
    return users.stream().filter(u -> u.userId().equals(userId)).findFirst();
  }

  /**
   * Problem with a last day so far ahead that the list would never revoke anybody; empty for none.
   *
   * @param now time of day; one before this program was written counts as that time
   */
  public Optional<String> tooFar(Instant now) {
    Instant latest = (now.isBefore(PROGRAM) ? PROGRAM : now).plus(MOST_AHEAD);
    return validUntil.isAfter(latest)
        ? Optional.of(
            "version %d: valid_until %s, expected %s at the latest"
                .formatted(version, validUntil, latest.truncatedTo(ChronoUnit.DAYS)))
        : Optional.empty();
  }

  /**
   * Problem for which a unit would not take the list up at a time; empty for none.
   *
   * @param now time of day
   */
  public Optional<String> untimely(Instant now) {
    return now.isBefore(validUntil)
        ? tooFar(now)
        : Optional.of("version %d: ended at %s".formatted(version, validUntil));
  }

  /** Reads a list that a trusted key has signed. */
  public static UserList signed(Path file, TrustedKeys keys)
      throws ConfigException, TrustException {
    String text = TomlDocument.text(file);
    SignedFile.verify(KIND, file, text, keys);
    return parse(file.toString(), text);
  }

  /**
   * Reads what central sent, if a trusted key has signed it.
   *
   * @param source what it is called in messages
   */
  public static UserList sent(String source, SignedText message, TrustedKeys keys)
      throws ConfigException, TrustException {
    message.verify(KIND, source, keys);
    return parse(source, message.text());
  }

  /** Reads a list whoever made it; for those who make lists, never for a unit. */
  public static UserList unsigned(Path file) throws ConfigException {
    return parse(file.toString(), TomlDocument.text(file));
  }

  /**
   * Signs a list that is right.
   *
   * @return where the signature was written
   */
  public static Path sign(Path file, SigningKey key) throws ConfigException, TrustException {
    String text = TomlDocument.text(file);
    parse(file.toString(), text);
    return SignedFile.sign(KIND, file, text, key);
  }

  /** Reads TOML and names every problem at once. */
  static UserList parse(String source, String text) throws ConfigException {
    TomlDocument toml = TomlDocument.parse(source, text);
    toml.root(Set.of("users", "user"));
    Section head = toml.section("users", Set.of("agency", "version", "valid_until"));
    List<User> users = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    List<Section> sections =
        toml.sections(
            "user",
            Set.of(
                "id",
                "name",
                "role",
                "password",
                "training_valid_until",
                "acknowledged",
                "clearance",
                "totp",
                "release"));
    for (Section s : sections) {
      User user = user(s);
      if (!ids.add(user.userId())) {
        s.problem("id", user.userId(), "a name that no other user has");
      }
      users.add(user);
    }
    if (users.isEmpty()) {
      toml.problem("user: expected at least one [[user]] section");
    }
    UserList out =
        new UserList(
            head.name("agency", null),
            head.whole("version", 0, 1, Integer.MAX_VALUE),
            time(head),
            users);
    toml.check();
    return out;
  }

  private static Instant time(Section head) {
    String text = head.text("valid_until", null);
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      head.problem("valid_until", text, "a time such as 2027-01-31T00:00:00Z");
      return Instant.EPOCH;
    }
  }

  private static User user(Section s) {
    String id = s.text("id", null);
    if (!id.matches("[a-z][a-z0-9._-]{1,31}")) {
      s.problem("id", id, "2 to 32 of a-z, 0-9, . _ -, a letter first");
    }
    Password password = Password.NOBODY;
    try {
      password = Password.parse(s.text("password", null));
    } catch (IllegalArgumentException e) {
      s.problem("password", "(not shown)", String.valueOf(e.getMessage()));
    }
    String role = s.oneOf("role", null, ROLES);
    @Nullable String release = secret(s, "release");
    if (release != null && !role.equals("administrator")) {
      s.problem("release", "not to be given: administrators alone release accounts");
    }
    return new User(
        id,
        s.text("name", null),
        role,
        password,
        day(s),
        s.maybe("acknowledged", "a profile such as default@1").orElse(""),
        Classification.valueOf(
            s.oneOf("clearance", "local", Set.of("local", "state", "ncic"))
                .toUpperCase(Locale.ROOT)),
        secret(s, "totp"),
        release);
  }

  private static @Nullable String secret(Section s, String key) {
    @Nullable String secret = s.maybe(key, "Base32").orElse(null);
    if (secret != null && !secret.matches("[A-Z2-7]{16,64}")) {
      s.problem(key, "(not shown)", "16 to 64 characters of Base32");
    }
    return secret;
  }

  private static @Nullable LocalDate day(Section s) {
    @Nullable String text = s.maybe("training_valid_until", "a day").orElse(null);
    if (text == null) {
      return null;
    }
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      s.problem("training_valid_until", text, "a day such as 2027-01-31");
      return null;
    }
  }
}
