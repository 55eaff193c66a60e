package org.outrider.agent.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.base.Counted;
import org.outrider.agent.base.durable.Scratch;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.read.Ids;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.base.trust.TrustedKeys;
import org.outrider.agent.people.audit.Action;
import org.outrider.agent.people.audit.AuditEntry;
import org.outrider.agent.people.audit.AuditException;
import org.outrider.agent.people.iam.User;
import org.outrider.agent.record.evidence.Evidence;
import org.outrider.agent.record.evidence.EvidenceArchive;
import org.outrider.agent.record.evidence.EvidenceException;
import org.outrider.agent.record.evidence.EvidenceFolder;
import org.outrider.agent.record.retention.Hold;
import org.outrider.agent.store.SqliteAuditStore;
import org.outrider.agent.store.SqliteEvidence;
import org.outrider.agent.store.SqliteRetention;
import org.outrider.agent.store.StoreException;
import org.outrider.agent.unit.ProfileRules;
import org.outrider.agent.unit.config.UnitConfig;
import org.outrider.hal.clock.SystemClock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Evidence that leaves a unit, and how it is checked. */
@Command(
    name = "evidence",
    description = "Takes out what the unit knows of a read, with its chain of custody; checks it.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  outrider evidence export HIT --case 26-17 --reason 'stolen car' --as asmith \\",
      "      --out 26-17.evidence --archive-password-file secret",
      "  outrider evidence verify 26-17.evidence --key unit.pem --archive-password-file secret",
      "  openssl enc -d -aes-256-cbc -pbkdf2 -iter 600000 -in 26-17.evidence -out 26-17.zip"
    })
final class EvidenceCommand {
  private static final Set<String> MAY = Set.of("supervisor", "administrator");
  private static final int LEAST_CHARS = 12;

  @Spec CommandSpec spec;

  EvidenceCommand() {
    spec = CommandSpec.create();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  @Command(
      name = "export",
      description = {
        "Writes all that the unit knows of a read, encrypted.",
        "Records, pictures, custody, the statement that a reader was used, a page to look at it,"
            + " and a",
        "manifest signed by the unit. Written into the audit first; the read is held as part of"
            + " the",
        "case. Only where the policy lets evidence leave units (evidence.export)."
      },
      mixinStandardHelpOptions = true)
  int export(
      @Parameters(paramLabel = "ID", description = "Of a read, or of a hit on it.") String id,
      @Mixin LogOnOptions who,
      @Option(names = "--case", paramLabel = "NUMBER", required = true) String caseNumber,
      @Option(names = "--reason", paramLabel = "WHY", required = true) String reason,
      @Option(names = "--purpose", paramLabel = "CODE", defaultValue = "criminal_investigation")
          String purpose,
      @Option(names = "--out", paramLabel = "FILE", required = true) Path file,
      @Option(
              names = "--archive-password-file",
              paramLabel = "FILE",
              required = true,
              description = "Whose first line, 12 characters or more, opens the archive.")
          Path passwordFile)
      throws CommandException, ConfigException, TrustException {
    UnitConfig unit = who.ofUnit();
    ProfileRules policy = who.policyOfUnit();
    if (!policy.exportsEvidence()) {
      throw new CommandException(
          "%s: evidence leaves through central alone (evidence.export = central)"
              .formatted(policy.profile().stamp()));
    }
    if (!policy.profile().permits(purpose)) {
      throw new CommandException("--purpose " + purpose + ": not permitted by the policy");
    }
    char[] password = LogOnOptions.firstLine(passwordFile);
    if (password.length < LEAST_CHARS) {
      throw new CommandException(
          passwordFile + ": too short, expected at least " + LEAST_CHARS + " characters");
    }
    if (Files.exists(file)) {
      throw new CommandException(file + ": exists, nothing is overwritten");
    }
    User user = who.logOnAs(MAY, "export evidence", policy);
    Instant now = new SystemClock().utc();
    Evidence.Export export =
        new Evidence.Export(
            Ids.next(now).toString(),
            unit.unit().agency() + "/" + unit.unit().id(),
            policy.profile().stamp(),
            caseNumber,
            reason,
            purpose,
            user.userId(),
            user.name(),
            user.role(),
            now.truncatedTo(ChronoUnit.SECONDS).toString());
    who.record(
        AuditEntry.of(user.actor(), Action.EXPORT, "evidence", id)
            .in("", user.name())
            .with("case_number", caseNumber)
            .with("reason", reason)
            .with("purpose", purpose),
        policy);
    Evidence evidence = collected(unit, id);
    hold(unit, evidence, export, user, now);
    try {
      Path scratch = Files.createTempDirectory("outrider-evidence-");
      try {
        Path folder = scratch.resolve("evidence");
        EvidenceFolder.write(folder, evidence, export, SigningKey.readOrMake(unit.audit().key()));
        EvidenceArchive.write(folder, file, password);
      } finally {
        Scratch.delete(scratch);
      }
    } catch (IOException | EvidenceException e) {
      throw new CommandException(String.valueOf(e.getMessage()));
    }
    out()
        .printf(
            "%s: %s, %s, %s of custody; read %s is held for case %s%n",
            file,
            Counted.of(evidence.records().size(), "record"),
            Counted.of(evidence.pictures().size(), "picture"),
            Counted.of(evidence.custody().size(), "line"),
            evidence.readId(),
            caseNumber);
    return Exit.OK;
  }

  private static Evidence collected(UnitConfig unit, String id) throws CommandException {
    try (SqliteAuditStore audit = new SqliteAuditStore(unit.audit().file())) {
      return SqliteEvidence.of(unit.store().file(), audit, id)
          .orElseThrow(
              () -> new CommandException(id + ": no such read or hit on this unit (any more)"));
    } catch (StoreException | AuditException e) {
      throw new CommandException(String.valueOf(e.getMessage()));
    }
  }

  /** Case data is kept to the end of the case (RET-04). */
  private static void hold(
      UnitConfig unit, Evidence evidence, Evidence.Export export, User user, Instant now)
      throws CommandException {
    try (SqliteRetention holds = SqliteRetention.open(unit.store().file(), new Health())) {
      holds
          .hold(
              new Hold(
                  "evidence-" + export.evidenceId(),
                  Hold.Kind.CASE,
                  export.caseNumber(),
                  "exported: " + export.reason(),
                  Set.of(evidence.readId()),
                  Set.of(),
                  null,
                  null,
                  null,
                  user.actor(),
                  now,
                  null))
          .join();
    } catch (StoreException e) {
      throw new CommandException(e);
    } catch (CompletionException e) {
      throw new CommandException(unit.store().file() + ": cannot be written: " + e.getCause());
    }
  }

  @Command(
      name = "verify",
      description = {
        "Says whether evidence is whole and unaltered: exit 0 if it is, 2 with every problem if"
            + " not.",
      },
      mixinStandardHelpOptions = true)
  int verify(
      @Parameters(paramLabel = "FILE", description = "An archive, or a folder.") Path path,
      @Option(
              names = "--key",
              paramLabel = "unit.pem",
              required = true,
              description = "Public key of the unit, from where you keep it.")
          Path key,
      @Option(names = "--archive-password-file", paramLabel = "FILE") @Nullable Path passwordFile,
      @Option(names = "--json", description = "One JSON object.") boolean isJson)
      throws CommandException, TrustException {
    TrustedKeys keys = TrustedKeys.ofFile(key);
    try {
      List<String> problems;
      if (Files.isDirectory(path)) {
        problems = EvidenceFolder.problems(path, keys);
      } else {
        if (passwordFile == null) {
          throw new CommandException("--archive-password-file: (missing), an archive is encrypted");
        }
        Path scratch = Files.createTempDirectory("outrider-evidence-");
        try {
          EvidenceArchive.open(path, scratch, LogOnOptions.firstLine(passwordFile));
          problems = EvidenceFolder.problems(scratch, keys);
        } finally {
          Scratch.delete(scratch);
        }
      }
      if (isJson) {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("is_whole", problems.isEmpty());
        o.put("problems", problems);
        out().println(Json.MAPPER.valueToTree(o).toString());
      } else if (problems.isEmpty()) {
        out().println(path + ": whole and unaltered");
      } else {
        problems.forEach(p -> out().println(path + ": " + p));
      }
      return problems.isEmpty() ? Exit.OK : Exit.FAULT;
    } catch (IOException | EvidenceException e) {
      throw new CommandException(String.valueOf(e.getMessage()));
    }
  }
}
