package org.outrider.agent.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.base.Counted;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.read.Ids;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.people.audit.Action;
import org.outrider.agent.people.audit.AuditEntry;
import org.outrider.agent.people.iam.Actor;
import org.outrider.agent.people.iam.User;
import org.outrider.agent.record.retention.Hold;
import org.outrider.agent.record.retention.HoldJson;
import org.outrider.agent.record.retention.HoldList;
import org.outrider.agent.store.SqliteRetention;
import org.outrider.agent.store.StoreException;
import org.outrider.agent.unit.ProfileRules;
import org.outrider.agent.unit.config.ConfigReader;
import org.outrider.agent.unit.config.UnitConfig;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.spi.Devices;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Duties to preserve, on this unit. */
@Command(
    name = "hold",
    description = "Sets, releases and lists what must not be purged on this unit.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  outrider hold set --plate ABC123 --case 26-17 --reason 'court order' --as asmith",
      "  outrider hold set --from 2026-11-21T14:00:00Z --until 2026-11-21T16:00:00Z \\",
      "      --lat 41.70 --lon -72.60 --radius-m 800 --reason 'canvass' --as asmith",
      "  outrider hold list --json",
      "  outrider hold release 2026-114 --reason 'case closed' --as asmith",
      "  outrider hold check holds.toml",
      "  outrider hold confirm --reason 'list of holds read again' --as asmith",
      "  outrider hold sign holds.toml --key agency.key.pem   # for `outrider send holds`"
    })
final class HoldCommand {
  private static final Set<String> MAY_SET = Set.of("supervisor", "administrator");
  private static final Set<String> MAY_RELEASE = Set.of("administrator");

  @Spec CommandSpec spec;

  HoldCommand() {
    spec = CommandSpec.create();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** What is done with the holds of a unit. */
  @FunctionalInterface
  private interface Work {
    int run(SqliteRetention holds) throws CommandException, ConfigException, TrustException;
  }

  private static int at(UnitConfig unit, Work work)
      throws CommandException, ConfigException, TrustException {
    Health health = new Health();
    try (SqliteRetention holds = SqliteRetention.open(unit.store().file(), health)) {
      int code = work.run(holds);
      if (!health.faults().isEmpty()) {
        throw new CommandException(unit.store().file() + ": " + health.faults().getFirst().cause());
      }
      return code;
    } catch (StoreException e) {
      throw new CommandException(e);
    } catch (CompletionException e) {
      throw new CommandException(unit.store().file() + ": cannot be written: " + e.getCause());
    }
  }

  @Command(
      name = "set",
      description = {
        "Holds what all given options cover: it is kept until released, whatever the policy says.",
        "Written into the audit first; says how many reads it covers now."
      },
      mixinStandardHelpOptions = true)
  int set(
      @Mixin LogOnOptions who,
      @Option(names = "--id", paramLabel = "ID", description = "Name; made when not given.")
          @Nullable String id,
      @Option(
              names = "--kind",
              paramLabel = "KIND",
              defaultValue = "legal",
              description = "legal, or case: which never ends by itself.")
          String kind,
      @Option(names = "--case", paramLabel = "NUMBER", defaultValue = "") String caseNumber,
      @Option(names = "--reason", paramLabel = "WHY", required = true) String reason,
      @Option(names = "--plate", paramLabel = "PLATE", description = "May be repeated.")
          @Nullable List<String> plates,
      @Option(names = "--read", paramLabel = "ID", description = "Of a read or hit; repeatable.")
          @Nullable List<String> reads,
      @Option(names = "--from", paramLabel = "TIME") @Nullable String from,
      @Option(names = "--until", paramLabel = "TIME") @Nullable String until,
      @Option(names = "--lat", paramLabel = "DEG") @Nullable Double lat,
      @Option(names = "--lon", paramLabel = "DEG") @Nullable Double lon,
      @Option(names = "--radius-m", paramLabel = "M") @Nullable Double radius,
      @Option(names = "--ends-at", paramLabel = "TIME") @Nullable String endsAt)
      throws CommandException, ConfigException, TrustException {
    UnitConfig unit = who.ofUnit();
    ProfileRules policy = who.policyOfUnit();
    User user = who.logOnAs(MAY_SET, "set a hold", policy);
    Instant now = new SystemClock().utc();
    Hold hold =
        new Hold(
            id == null ? Ids.next(now).toString() : id,
            kind(kind),
            caseNumber,
            reason,
            set(reads),
            set(plates),
            time("--from", from),
            time("--until", until),
            area(lat, lon, radius),
            user.actor(),
            now,
            time("--ends-at", endsAt));
    List<String> problems = new ArrayList<>();
    HoldList.problems(hold).forEach((key, problem) -> problems.add(key + ": " + problem));
    if (!problems.isEmpty()) {
      throw new CommandException(String.join("; ", problems));
    }
    return at(
        unit,
        holds -> {
          if (holds.holds().stream().anyMatch(h -> h.holdId().equals(hold.holdId()))) {
            throw new CommandException(hold.holdId() + ": is set already, expected another id");
          }
          who.record(
              AuditEntry.of(user.actor(), Action.HOLD_SET, "hold", hold.holdId())
                  .in("", user.name())
                  .with("case_number", caseNumber)
                  .with("reason", reason),
              policy);
          holds.hold(hold).join();
          out()
              .printf(
                  "%s: set, covers %s now%n",
                  hold.holdId(), Counted.of(holds.covered(hold), "read"));
          return Exit.OK;
        });
  }

  @Command(
      name = "release",
      description = "Lets go of what a hold of this unit kept; the policy decides from then on.",
      mixinStandardHelpOptions = true)
  int release(
      @Parameters(paramLabel = "ID") String id,
      @Mixin LogOnOptions who,
      @Option(names = "--reason", paramLabel = "WHY", required = true) String reason)
      throws CommandException, ConfigException, TrustException {
    UnitConfig unit = who.ofUnit();
    ProfileRules policy = who.policyOfUnit();
    User user = who.logOnAs(MAY_RELEASE, "release a hold", policy);
    return at(
        unit,
        holds -> {
          Hold hold =
              holds.holds().stream()
                  .filter(h -> h.holdId().equals(id))
                  .findFirst()
                  .orElseThrow(() -> new CommandException(id + ": no such hold on this unit"));
          if (hold.by().role().equals(Actor.CENTRAL)) {
            throw new CommandException(id + ": set by central, which alone releases it");
          }
          who.record(
              AuditEntry.of(user.actor(), Action.HOLD_RELEASE, "hold", id)
                  .in("", user.name())
                  .with("case_number", hold.caseNumber())
                  .with("reason", reason),
              policy);
          holds.release(id).join();
          out().println(id + ": released");
          return Exit.OK;
        });
  }

  @Command(
      name = "confirm",
      description = {
        "Confirms that all holds are there again after a damaged database.",
        "Until then nothing is purged (fault HOLDS_LOST)."
      },
      mixinStandardHelpOptions = true)
  int confirm(
      @Mixin LogOnOptions who,
      @Option(names = "--reason", paramLabel = "WHY", required = true) String reason)
      throws CommandException, ConfigException, TrustException {
    UnitConfig unit = who.ofUnit();
    ProfileRules policy = who.policyOfUnit();
    User user = who.logOnAs(MAY_RELEASE, "confirm holds", policy);
    return at(
        unit,
        holds -> {
          if (!holds.areHoldsLost()) {
            throw new CommandException("no holds are missing");
          }
          who.record(
              AuditEntry.of(user.actor(), Action.HOLD_RELEASE, "hold", "lost")
                  .in("", user.name())
                  .with("reason", reason),
              policy);
          holds.holdsConfirmed().join();
          out().println("holds confirmed");
          return Exit.OK;
        });
  }

  @Command(
      name = "list",
      description = "Holds in force on this unit, oldest first.",
      mixinStandardHelpOptions = true)
  int list(
      @Option(names = "--config", paramLabel = "FILE", defaultValue = "/etc/outrider/outrider.toml")
          Path config,
      @Option(names = "--json", description = "One JSON object for each.") boolean isJson)
      throws CommandException, ConfigException, TrustException {
    return at(
        ConfigReader.read(config, new Devices()),
        holds -> {
          List<Hold> all = holds.holds();
          for (Hold hold : all) {
            if (isJson) {
              out().println(HoldJson.write(hold).put("covers", holds.covered(hold)));
            } else {
              out()
                  .printf(
                      "%-36s %-5s since %s by %s: %s, covers %s%n",
                      hold.holdId(),
                      hold.kind().label(),
                      hold.at(),
                      hold.by().userId(),
                      hold.reason(),
                      Counted.of(holds.covered(hold), "read"));
            }
          }
          if (all.isEmpty() && !isJson) {
            out().println("no holds");
          }
          return Exit.OK;
        });
  }

  @Command(
      name = "check",
      description = "Says whether a list is right: exit 0 if it is, 2 with every problem if not.",
      mixinStandardHelpOptions = true)
  int check(@Parameters(paramLabel = "FILE") Path file) throws ConfigException {
    HoldList list = HoldList.unsigned(file);
    out()
        .printf(
            "%s: version %d, %s%n", file, list.version(), Counted.of(list.holds().size(), "hold"));
    return Exit.OK;
  }

  @Command(
      name = "sign",
      description = "Signs a list that is right; the signature lies beside it as FILE.sig.",
      mixinStandardHelpOptions = true)
  int sign(
      @Parameters(paramLabel = "FILE") Path file,
      @Option(names = "--key", paramLabel = "NAME.key.pem", required = true) Path key)
      throws ConfigException, TrustException {
    out().println(HoldList.sign(file, SigningKey.read(key)) + ": written");
    return Exit.OK;
  }

  private static Hold.Kind kind(String text) throws CommandException {
    try {
      return Hold.Kind.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new CommandException("--kind " + text + ", expected legal or case");
    }
  }

  private static Set<String> set(@Nullable List<String> texts) {
    return texts == null ? Set.of() : new LinkedHashSet<>(texts);
  }

  private static @Nullable Instant time(String option, @Nullable String text)
      throws CommandException {
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeException e) {
      throw new CommandException(option + " " + text + ", expected 2027-01-31T00:00:00Z");
    }
  }

  private static Hold.@Nullable Area area(
      @Nullable Double lat, @Nullable Double lon, @Nullable Double radius) throws CommandException {
    if (lat == null && lon == null && radius == null) {
      return null;
    }
    if (lat == null || lon == null || radius == null || !(radius > 0)) {
      throw new CommandException("--lat, --lon and --radius-m go together, the radius above 0");
    }
    return new Hold.Area(lat, lon, radius);
  }
}
