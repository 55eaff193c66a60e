package org.outrider.agent.link.directive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.health.RecentLog;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.read.UnitId;
import org.outrider.agent.base.trust.DateBounds;
import org.outrider.agent.base.trust.SignedText;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.base.trust.TrustedKeys;
import org.outrider.agent.base.trust.VersionStore;
import org.outrider.agent.link.directive.Directives.DirectiveException;
import org.outrider.agent.people.audit.Action;
import org.outrider.agent.people.audit.Audit;
import org.outrider.agent.people.audit.AuditEntry;
import org.outrider.agent.people.iam.Actor;
import org.outrider.agent.people.iam.LogOnException;
import org.outrider.hal.clock.UnitClock;
import org.tinylog.Logger;

/**
 * What central has a unit do once: signed, for this very unit, within its time, and never twice.
 * Each is answered on {@code cmd/NAME/res}, so that whoever sent it knows what became of it.
 */
public final class RemoteCommands {
  /** How topics of commands begin. */
  public static final String TOPIC = "cmd/";

  /** What a command is signed as. */
  public static final String KIND = "command";

  public static final String UNLOCK = "unlock";
  public static final String SUPPORT = "support";

  /** Longest life of a command. */
  private static final Duration MAX_LIFE = Duration.ofDays(31);

  private static final String SCHEMA_VERSION = "1.0.0";

  private final UnitId unit;
  private final Directives.Keys keys;
  private final VersionStore versions;
  private final Audit audit;
  private final UnitClock clock;
  private final Supplier<byte[]> health;
  private final BiConsumer<String, byte[]> answers;
  private Directives.@Nullable Door door;

  /**
   * Takes what commands are about.
   *
   * @param health how the unit is, as JSON
   * @param answers name of a command and what became of it, as JSON
   */
  public RemoteCommands(
      UnitId unit,
      Directives.Keys keys,
      VersionStore versions,
      Audit audit,
      UnitClock clock,
      Supplier<byte[]> health,
      BiConsumer<String, byte[]> answers) {
    this.unit = unit;
    this.keys = keys;
    this.versions = versions;
    this.audit = audit;
    this.clock = clock;
    this.health = health;
    this.answers = answers;
  }

  /** People log on to this unit; before the first command. */
  public void door(Directives.Door to) {
    door = to;
  }

  /** Does what is asked, or not, and answers. */
  public void take(String name, SignedText text) throws DirectiveException, TrustException {
    try {
      text.verify(KIND, TOPIC + name, keys(name));
    } catch (DirectiveException | TrustException e) {
      answer(name, "", String.valueOf(e.getMessage()), null); // whoever it was knows no more
      throw e;
    }
    String issued = "";
    try {
      JsonNode command = Json.MAPPER.readTree(text.text());
      issued = command.path("issued_at").asText();
      answer(name, issued, "", run(name, command));
    } catch (JsonProcessingException | DateTimeException e) {
      String cause =
          "no command, expected JSON with name, unit, issued_at, expires_at: " + e.getMessage();
      answer(name, issued, cause, null);
      throw new DirectiveException(cause);
    } catch (DirectiveException e) {
      answer(name, issued, String.valueOf(e.getMessage()), null);
      throw e;
    }
  }

  /** Who may open accounts stands with the users; all else comes from central itself. */
  private TrustedKeys keys(String name) throws DirectiveException, TrustException {
    Optional<Path> folder;
    switch (name) {
      case UNLOCK -> {
        if (door == null || keys.users().isEmpty()) {
          throw new DirectiveException("users and console: (missing), nobody logs on to this unit");
        }
        folder = keys.users();
      }
      case SUPPORT -> folder = keys.uplink();
      default ->
          throw new DirectiveException(
              "command %s, expected %s or %s".formatted(name, UNLOCK, SUPPORT));
    }
    return Directives.keys(folder, "uplink.keys");
  }

  private @Nullable ObjectNode run(String name, JsonNode command) throws DirectiveException {
    expect("name", command.path("name").asText(), name);
    expect("unit", command.path("unit").asText(), unit.agency() + "/" + unit.unit());
    Instant issued = Instant.parse(command.path("issued_at").asText());
    Instant expires = Instant.parse(command.path("expires_at").asText());
    if (!clock.utc().isBefore(expires)) {
      throw new DirectiveException("expired at " + expires);
    }
    Instant latest = DateBounds.latest(clock);
    if (issued.isAfter(latest)) { // it would refuse every command after it
      throw new DirectiveException(
          "issued at %s, expected %s at the latest: correct the sender's clock, or this unit's"
              .formatted(issued, latest));
    }
    if (!expires.isAfter(issued) || expires.isAfter(issued.plus(MAX_LIFE))) {
      throw new DirectiveException(
          "expires at %s, expected after %s and by %s"
              .formatted(expires, issued, issued.plus(MAX_LIFE)));
    }
    long newest = versions.newestVersion(TOPIC + name);
    if (newest > latest.toEpochMilli()) {
      newest = 0; // noted by an earlier release, which accepted any date
    }
    if (issued.toEpochMilli() < newest) {
      throw new DirectiveException(
          "issued at %s, expected later than %s: a repeated command"
              .formatted(issued, Instant.ofEpochMilli(newest)));
    }
    boolean isDone = issued.toEpochMilli() == newest; // the broker delivers at least once
    ObjectNode report = name.equals(SUPPORT) ? support(command, isDone) : null;
    if (name.equals(UNLOCK) && !isDone) {
      unlock(command);
    }
    CompletableFuture<Void> _ = versions.noteVersion(TOPIC + name, issued.toEpochMilli());
    return report;
  }

  private static void expect(String field, String is, String expected) throws DirectiveException {
    if (!is.equals(expected)) {
      throw new DirectiveException("%s = %s, expected %s".formatted(field, is, expected));
    }
  }

  private void unlock(JsonNode command) throws DirectiveException {
    Directives.Door to = door;
    if (to == null) {
      throw new DirectiveException("nobody logs on to this unit");
    }
    String by = command.path("by").asText();
    String role = to.users().get().find(by).map(u -> u.role()).orElse("");
    try {
      to.logOn().release(command.path("user").asText(), new Actor(by, role));
    } catch (LogOnException e) {
      throw new DirectiveException(String.valueOf(e.getMessage()));
    }
    Logger.tag("iam").info("account released by central");
  }

  /** What somebody who helps from afar wants to see. No plate, no place and no secret is in it. */
  private ObjectNode support(JsonNode command, boolean isDone) {
    if (!isDone) {
      audit.note(
          AuditEntry.of(
              new Actor(command.path("by").asText(), Actor.CENTRAL),
              Action.EXPORT,
              "support",
              "health and log"));
    }
    ObjectNode report = Json.MAPPER.createObjectNode();
    try {
      report.set("health", Json.MAPPER.readTree(health.get()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    RecentLog.lines().forEach(report.putArray("log")::add);
    return report;
  }

  /**
   * Tells what became of a command.
   *
   * @param issued as the command has it, by which its sender knows it; empty where it has none
   * @param refused why it is not followed; empty when it was
   */
  private void answer(String name, String issued, String refused, @Nullable ObjectNode report) {
    ObjectNode n = Json.MAPPER.createObjectNode();
    n.put("schema_version", SCHEMA_VERSION);
    n.put("agency_id", unit.agency()).put("unit_id", unit.unit()).put("name", name);
    n.put("issued_at", issued);
    n.put("at", clock.utc().toString());
    n.put("result", refused.isEmpty() ? "done" : "refused");
    if (!refused.isEmpty()) {
      n.put("cause", refused);
    }
    if (report != null) {
      n.set("report", report);
    }
    answers.accept(name, n.toString().getBytes(StandardCharsets.UTF_8));
  }
}
