package org.outrider.agent.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.base.Counted;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.base.trust.TrustedKeys;
import org.outrider.agent.people.audit.Action;
import org.outrider.agent.people.audit.AuditChain;
import org.outrider.agent.people.audit.AuditEntry;
import org.outrider.agent.people.audit.AuditException;
import org.outrider.agent.people.audit.AuditSample;
import org.outrider.agent.people.iam.Actor;
import org.outrider.agent.policy.AuditSettings;
import org.outrider.agent.policy.Profile;
import org.outrider.agent.store.SqliteAuditStore;
import org.outrider.agent.unit.ProfileRules;
import org.outrider.agent.unit.config.UnitConfig;
import org.outrider.hal.clock.SystemClock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What auditors do with the events of a unit. */
@Command(
    name = "audit",
    description = "Checks, exports and samples who did what on a unit.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  outrider audit verify                                    # on the unit",
      "  outrider audit export --as asmith --out car-7.jsonl",
      "  outrider audit verify car-7.jsonl --key unit.pem         # anywhere; or tools/audit-check",
      "  outrider audit sample car-7.jsonl --seed 2026-11 --from 2026-11-01 --until 2026-12-01"
    })
final class AuditCommand {
  private static final String OF_UNIT = "/var/lib/outrider/audit.db";
  private static final String KEY_OF_UNIT = "/var/lib/outrider/unit.key.pem";

  @Spec CommandSpec spec;

  AuditCommand() {
    spec = CommandSpec.create();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** Lines of a unit's own file, or of an export. */
  private static void each(Path file, Consumer<String> line) throws CommandException {
    if (!Files.exists(file)) {
      throw new CommandException(file + ": not there, expected the events of a unit");
    }
    if (!isOfUnit(file)) {
      try (Stream<String> lines = Files.lines(file)) {
        lines.forEach(line);
      } catch (IOException | UncheckedIOException e) {
        throw new CommandException(file + ": cannot be read: " + e.getMessage());
      }
      return;
    }
    try (SqliteAuditStore store = new SqliteAuditStore(file)) {
      store.each(line);
    } catch (AuditException e) {
      throw new CommandException(String.valueOf(e.getMessage()));
    }
  }

  private static AuditChain.Report report(Path file, @Nullable Path key)
      throws CommandException, TrustException {
    AuditChain chain = new AuditChain(key == null ? null : TrustedKeys.ofFile(key));
    each(file, chain::add);
    if (!isOfUnit(file)) {
      chain.requireEnd();
    }
    return chain.report();
  }

  /** A unit's own file, which has no end yet; else it is an export. */
  private static boolean isOfUnit(Path file) {
    return file.toString().endsWith(".db");
  }

  /** Place of the unit's own events: the given one, that of its configuration, or the usual one. */
  private static Path place(@Nullable Path given, Optional<UnitConfig> unit) {
    return given != null ? given : unit.map(u -> u.audit().file()).orElse(Path.of(OF_UNIT));
  }

  @Command(
      name = "verify",
      description = {
        "Says whether events are whole, in order and unaltered: exit 0 if they are, 2 if not.",
      },
      mixinStandardHelpOptions = true)
  int verify(
      @Parameters(
              paramLabel = "FILE",
              arity = "0..1",
              description = "A .db or an export (default: the events of the unit).")
          @Nullable Path given,
      @Option(
              names = "--config",
              paramLabel = "FILE",
              defaultValue = LogOnOptions.CONFIG,
              description =
                  "Configuration of the unit whose own events are meant (default"
                      + " ${DEFAULT-VALUE}, where it is there).")
          Path config,
      @Option(
              names = "--key",
              paramLabel = "unit.pem",
              description = "Public key of the unit; without it signatures are not checked.")
          @Nullable Path key,
      @Option(names = "--json", description = "One JSON object.") boolean isJson)
      throws CommandException, ConfigException, TrustException {
    Path file = place(given, LogOnOptions.unit(config));
    AuditChain.Report r = report(file, key);
    if (isJson) {
      Map<String, Object> o = new LinkedHashMap<>();
      o.put("unit_id", r.unit().unit());
      o.put("events", r.events());
      o.put("first_seq", r.firstSeq());
      o.put("last_seq", r.lastSeq());
      o.put("head", r.headHash());
      o.put("is_closed", r.isClosed());
      o.put("are_signatures_checked", key != null);
      o.put("problems", r.problems());
      out().println(Json.MAPPER.valueToTree(o).toString());
    } else {
      out()
          .printf(
              "%s: unit %s, %s, numbers %d to %d%s, signatures %s%n",
              file,
              r.unit().unit(),
              Counted.of(r.events(), "event"),
              r.firstSeq(),
              r.lastSeq(),
              r.isClosed() ? ", closed" : "",
              key == null ? "not checked" : "checked");
      r.problems().forEach(p -> out().println("  " + p));
      out().println(r.problems().isEmpty() ? "whole and unaltered" : "NOT to be relied on");
    }
    return r.problems().isEmpty() ? Exit.OK : Exit.FAULT;
  }

  @Command(
      name = "export",
      description = "Writes all events as lines of JSON, closed by a signed line (AUD-05).",
      mixinStandardHelpOptions = true)
  int export(
      @Mixin LogOnOptions who,
      @Mixin PolicyOption policy,
      @Option(
              names = "--file",
              paramLabel = "FILE",
              description = "Events (default: those of the unit's configuration).")
          @Nullable Path given,
      @Option(
              names = "--unit-key",
              paramLabel = "FILE",
              description = "Private key of the unit (default: that of its configuration).")
          @Nullable Path givenKey,
      @Option(names = "--out", paramLabel = "FILE", required = true) Path to)
      throws CommandException, ConfigException, TrustException {
    Optional<UnitConfig> unit = who.unit();
    Path file = place(given, unit);
    Path key =
        givenKey != null ? givenKey : unit.map(u -> u.audit().key()).orElse(Path.of(KEY_OF_UNIT));
    ProfileRules rules = policy.policy(unit);
    if (who.isProved()) {
      Actor by = who.logOn(rules).actor();
      boolean may = by.role().equals("administrator");
      AuditEntry entry = AuditEntry.of(by, Action.EXPORT, "audit", String.valueOf(to));
      who.record(
          may ? entry : entry.ended(AuditEntry.Result.DENY, "a " + by.role() + " may not export"),
          rules);
      if (!may) {
        throw new CommandException("a " + by.role() + " may not export, expected administrator");
      }
    }
    try (BufferedWriter writer = Files.newBufferedWriter(to)) {
      AuditChain chain = new AuditChain(null);
      each(
          file,
          line -> {
            chain.add(line);
            try {
              writer.write(line);
              writer.write('\n');
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
      writer.write(AuditChain.end(chain.report(), new SystemClock().utc(), SigningKey.read(key)));
      writer.write('\n');
      out().printf("%s: %s%n", to, Counted.of(chain.report().events(), "event"));
      return chain.report().problems().isEmpty() ? Exit.OK : Exit.WARNING;
    } catch (IOException | UncheckedIOException | AuditException e) {
      throw new CommandException(to + ": cannot be written: " + e.getMessage());
    }
  }

  @Command(
      name = "sample",
      description = {
        "Draws a random sample of inquiries.",
        "Ordered by the SHA-256 of seed, colon and the event's hash, so that anybody draws the"
            + " same",
        "(AUD-04). Exit 1 when a required field is missing in one."
      },
      mixinStandardHelpOptions = true)
  int sample(
      @Parameters(paramLabel = "FILE", defaultValue = OF_UNIT, description = "A .db or an export.")
          Path file,
      @Option(names = "--seed", paramLabel = "TEXT", required = true) String seed,
      @Option(names = "--size", paramLabel = "N", description = "Else as the profile has it.")
          @Nullable Integer size,
      @Option(names = "--from", paramLabel = "DAY", defaultValue = "0001-01-01") String from,
      @Option(
              names = "--until",
              paramLabel = "DAY",
              defaultValue = "9999-12-31",
              description = "Not any more in it.")
          String until,
      @Mixin PolicyOption policy,
      @Option(names = "--json", description = "One JSON object.") boolean isJson)
      throws CommandException, ConfigException, TrustException {
    AuditChain.Report checked = report(file, null);
    if (!checked.problems().isEmpty()) {
      throw new CommandException(file + ": not whole: " + checked.problems().getFirst());
    }
    Profile profile = policy.policy().profile();
    Set<String> required = Set.of("query", "purpose");
    AuditSample sample = new AuditSample(seed, day(from), day(until), required);
    each(file, sample::add);
    int count = size == null ? profile.get(AuditSettings.SAMPLE_MIN) : size;
    boolean byUser = profile.get(AuditSettings.SAMPLE_BY_USER);
    List<AuditSample.Drawn> drawn = sample.draw(count, byUser);
    boolean isComplete = drawn.stream().allMatch(d -> d.missing().isEmpty());
    if (isJson) {
      Map<String, Object> o = new LinkedHashMap<>();
      o.put("seed", seed);
      o.put("by_user", byUser);
      o.put("inquiries", sample.size());
      List<Object> events = new ArrayList<>();
      for (AuditSample.Drawn d : drawn) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("rank", d.rank());
        one.put("missing", d.missing());
        one.put("event", tree(d.line()));
        events.add(one);
      }
      o.put("sample", events);
      out().println(Json.MAPPER.valueToTree(o).toString());
    } else {
      out()
          .printf(
              "seed %s: %d of %d inquiries%s%n",
              seed, drawn.size(), sample.size(), byUser ? ", each person first once" : "");
      for (AuditSample.Drawn d : drawn) {
        out().println(d.line());
        if (!d.missing().isEmpty()) {
          out().println("  MISSING: " + String.join(", ", d.missing()));
        }
      }
    }
    return isComplete ? Exit.OK : Exit.WARNING;
  }

  private static JsonNode tree(String line) throws CommandException {
    try {
      return Json.MAPPER.readTree(line);
    } catch (JsonProcessingException e) {
      throw new CommandException("a line is no JSON: " + e.getOriginalMessage());
    }
  }

  private static Instant day(String text) throws CommandException {
    try {
      return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeException e) {
      throw new CommandException("\"" + text + "\", expected a day such as 2026-11-01");
    }
  }
}
