package org.outrider.agent.record.retention;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.base.toml.TomlDocument;
import org.outrider.agent.base.toml.TomlDocument.Section;
import org.outrider.agent.base.trust.SignedFile;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.people.iam.Actor;

/**
 * All holds that central has set on an agency's units, signed: one that is not on it any more is
 * released.
 *
 * @param version only ever goes up
 */
public record HoldList(String agency, int version, List<Hold> holds) {
  /** What it is signed as, and the topic that it comes on. */
  public static final String KIND = "holds";

  private static final Set<String> KEYS =
      Set.of(
          "id",
          "kind",
          "case_number",
          "reason",
          "ids",
          "plates",
          "from",
          "until",
          "lat",
          "lon",
          "radius_m",
          "set_at",
          "ends_at");

  public HoldList {
    holds = List.copyOf(holds);
  }

  /** Reads a file whoever made it; for those who make lists, never for a unit. */
  public static HoldList unsigned(Path file) throws ConfigException {
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
  public static HoldList parse(String source, String text) throws ConfigException {
    TomlDocument toml = TomlDocument.parse(source, text);
    toml.root(Set.of(KIND, "hold"));
    Section head = toml.section(KIND, Set.of("agency", "version"));
    List<Hold> holds = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (Section s : toml.sections("hold", KEYS)) {
      Hold hold = hold(s);
      if (!ids.add(hold.holdId())) {
        s.problem("id", hold.holdId(), "a name that no other hold has");
      }
      holds.add(hold);
    }
    HoldList out =
        new HoldList(
            head.name("agency", null), head.whole("version", 0, 1, Integer.MAX_VALUE), holds);
    if (out.version() == 0) {
      head.problem("version", "", "a whole number from 1");
    }
    toml.check();
    return out;
  }

  private static Hold hold(Section s) {
    Hold.@Nullable Area area = null;
    if (s.has("lat") || s.has("lon") || s.has("radius_m")) {
      for (String key : List.of("lat", "lon", "radius_m")) {
        if (!s.has(key)) {
          s.problem(key, "", "a number: lat, lon and radius_m go together");
        }
      }
      area =
          new Hold.Area(
              s.number("lat", 0, -90, 90),
              s.number("lon", 0, -180, 180),
              s.number("radius_m", 1, 1, 1_000_000));
    }
    @Nullable Instant setAt = time(s, "set_at");
    if (setAt == null) {
      s.problem("set_at", "", "a time such as 2027-01-31T00:00:00Z");
    }
    Hold hold =
        new Hold(
            s.name("id", null),
            Hold.Kind.valueOf(
                s.oneOf("kind", "legal", Set.of("legal", "case")).toUpperCase(Locale.ROOT)),
            s.maybe("case_number", "a text").orElse(""),
            s.text("reason", null),
            Set.copyOf(s.texts("ids", List.of())),
            Set.copyOf(s.texts("plates", List.of())),
            time(s, "from"),
            time(s, "until"),
            area,
            new Actor(Actor.CENTRAL, Actor.CENTRAL),
            setAt == null ? Instant.EPOCH : setAt,
            time(s, "ends_at"));
    problems(hold).forEach((key, problem) -> s.problem(key, problem));
    return hold;
  }

  /** What is not right with a hold as a whole, by field. */
  public static java.util.Map<String, String> problems(Hold hold) {
    java.util.Map<String, String> out = new java.util.LinkedHashMap<>();
    if (!hold.hasScope()) {
      out.put("ids", "(missing), expected at least one of ids, plates, from, until or an area");
    }
    if (hold.kind() == Hold.Kind.CASE && hold.endsAt() != null) {
      out.put("ends_at", "not to be given: a case ends when it is decided, not by itself");
    }
    if (hold.kind() == Hold.Kind.CASE && hold.caseNumber().isEmpty()) {
      out.put("case_number", "(missing), expected the number of the case");
    }
    if (hold.from() != null && hold.until() != null && hold.until().isBefore(hold.from())) {
      out.put("until", hold.until() + ", expected " + hold.from() + " or later");
    }
    return out;
  }

  private static @Nullable Instant time(Section s, String key) {
    @Nullable String text = s.maybe(key, "a time").orElse(null);
    if (text == null) {
      return null;
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      s.problem(key, text, "a time such as 2027-01-31T00:00:00Z");
      return Instant.EPOCH;
    }
  }
}
