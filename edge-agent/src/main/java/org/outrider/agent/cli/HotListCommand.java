package org.outrider.agent.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.base.Counted;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.base.trust.TrustedKeys;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.format.ListFormat;
import org.outrider.agent.hotlist.release.ImportReport;
import org.outrider.agent.hotlist.release.ListDiff;
import org.outrider.agent.hotlist.release.ListLint;
import org.outrider.agent.hotlist.release.ReleaseStore;
import org.outrider.agent.store.SqliteHotLists;
import org.outrider.hal.clock.SystemClock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Command line for hot lists, for list servers and technicians. */
@Command(
    name = "hotlist",
    description = "Builds, signs, checks and imports hot lists.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ReleaseCommands.Build.class,
      ReleaseCommands.Sign.class,
      ReleaseCommands.Verify.class,
      ReleaseCommands.Import.class,
      ReleaseCommands.Sync.class,
      ListsOnUnitCommands.Status.class,
      ListsOnUnitCommands.Check.class,
      EntryCommands.Add.class,
      EntryCommands.Approve.class,
      EntryCommands.Reject.class,
      EntryCommands.Verified.class,
      EntryCommands.Reviewed.class,
      EntryCommands.Renew.class,
      EntryCommands.Located.class,
      EntryCommands.Remove.class,
      EntryCommands.Entries.class
    },
    footer = {
      "",
      "Exit codes: 0 done, 1 with findings, stale or not listed, 2 failed or unreliable.",
      "",
      "Examples, at the list server:",
      "  outrider hotlist keys keys --name agency",
      "  outrider hotlist lint extract.txt --format ncic",
      "  outrider hotlist build extract.txt --format ncic --list ncic --list-version 7 --source"
          + " NCIC \\",
      "      --out release",
      "  outrider hotlist sign release --key keys/agency.key.pem",
      "",
      "On the unit:",
      "  outrider hotlist verify release --keys keys",
      "  outrider hotlist import release --keys keys --folder hotlist",
      "  outrider hotlist sync https://lists.example/ncic/manifest.json --keys keys \\",
      "      --ca ca.pem --cert unit.pem --key unit.key --folder hotlist",
      "  outrider hotlist status --folder hotlist",
      "  outrider hotlist check ABC1234 --folder hotlist",
      "",
      "Custom entries:",
      "  outrider hotlist add ABC1234 --category stolen_vehicle --as jdoe --role supervisor \\",
      "      --field purpose_code=stolen_vehicle --suspicion --expires 7d",
      "  outrider hotlist approve ID --as asmith --role administrator",
      "  outrider hotlist reject ID --reason 'no case number' --as asmith --role administrator",
      "  outrider hotlist verified ID --by NCIC --as asmith --role administrator",
      "  outrider hotlist reviewed ID --as asmith --role administrator",
      "  outrider hotlist renew ID --expires 30d --as asmith --role administrator",
      "  outrider hotlist located ID --as asmith --role administrator",
      "  outrider hotlist entries --json",
      "  outrider hotlist diff yesterday.txt today.txt --format ncic",
      "  outrider hotlist remove ID --reason recovered --as asmith --role administrator"
    })
final class HotListCommand {
  @Spec CommandSpec spec;

  HotListCommand() {
    spec = CommandSpec.create();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  static Instant now() {
    return new SystemClock().utc();
  }

  private void json(Object value) {
    out().println(Json.text(value));
  }

  private static ListFormat format(String name) throws CommandException, ConfigException {
    @Nullable String own = template(name);
    return own == null
        ? ListFormat.shipped(name)
        : ListFormat.parse(ListFormat.nameOf(Path.of(name)), own);
  }

  /** Text of a template of the user; null for the name of an included one. */
  static @Nullable String template(String name) throws CommandException {
    if (!name.endsWith(".toml")) {
      return null;
    }
    try {
      return Files.readString(Path.of(name), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new CommandException(name + ": cannot be read as UTF-8 text: " + e.getMessage());
    }
  }

  /** Folder of the lists of a unit. */
  static final class Place {
    @Option(
        names = "--folder",
        paramLabel = "DIR",
        defaultValue = "/var/lib/outrider/hotlist",
        description = "Lists of the unit (default ${DEFAULT-VALUE}).")
    Path folder = Path.of(".");

    ReleaseStore store() {
      return new ReleaseStore(folder, new SqliteHotLists());
    }
  }

  /** Public keys that a unit trusts. */
  static final class Trust {
    @Option(
        names = "--keys",
        paramLabel = "DIR",
        defaultValue = "/etc/outrider/list-keys",
        description = "Public keys to trust (default ${DEFAULT-VALUE}).")
    Path folder = Path.of(".");

    TrustedKeys trusted() throws TrustException {
      return TrustedKeys.of(folder);
    }
  }

  @Command(
      name = "keys",
      description = "Generates a pair of keys: NAME.key.pem to sign with, NAME.pem for the units.",
      mixinStandardHelpOptions = true)
  int keys(
      @Parameters(paramLabel = "DIR", description = "Folder.") Path folder,
      @Option(
              names = "--name",
              paramLabel = "NAME",
              required = true,
              description = "Name of the pair.")
          String name)
      throws TrustException {
    out().println(name + ": key " + SigningKey.make(folder, name));
    return Exit.OK;
  }

  @Command(
      name = "lint",
      description = "Reports irregularities in a list file, by line. Exit 1 if there are any.",
      mixinStandardHelpOptions = true)
  int lint(
      @Parameters(paramLabel = "FILE", description = "List file as the source delivers it.")
          Path file,
      @Option(
              names = "--format",
              paramLabel = "NAME",
              required = true,
              description = "Included template, or a .toml file of your own.")
          String format,
      @Mixin PolicyOption policy,
      @Option(names = "--json", description = "One JSON object.") boolean isJson)
      throws CommandException, ConfigException, TrustException, IOException {
    Path scratch = Files.createTempDirectory("outrider-lint-");
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      ListLint.Result result =
          ListLint.look(in, format(format), policy.policy().importRules(), scratch, now());
      if (isJson) {
        json(lintJson(result));
      } else {
        for (ListLint.Finding f : result.findings()) {
          String where = f.line() == 0 ? "" : ":" + f.line();
          out().printf("%s%s: %s: %s%n", file, where, lower(f.kind()), f.text());
        }
        out()
            .printf(
                "%s, %d usable; %s%n",
                Counted.of(result.report().records(), "record"),
                result.report().entries(),
                result.isClean() ? "no irregularities" : lowerKeys(result.counts()));
      }
      return result.isClean() ? Exit.OK : Exit.WARNING;
    } catch (HotListException e) {
      throw new CommandException(file + ": " + e.getMessage());
    } finally {
      Files.deleteIfExists(scratch);
    }
  }

  private static Map<String, Object> lintJson(ListLint.Result result) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("report", reportJson(result.report()));
    out.put("counts", lowerKeys(result.counts()));
    List<Object> findings = new ArrayList<>();
    for (ListLint.Finding f : result.findings()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("kind", lower(f.kind()));
      one.put("line", f.line());
      one.put("text", f.text());
      findings.add(one);
    }
    out.put("findings", findings);
    return out;
  }

  static Map<String, Object> reportJson(ImportReport report) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("records", report.records());
    out.put("entries", report.entries());
    out.put("patterns", report.patterns());
    out.put("deleted", report.deleted());
    out.put("bad", report.bad());
    out.put("by_category", new TreeMap<>(report.byCategory()));
    out.put("dropped_by_policy", new TreeMap<>(report.dropped()));
    return out;
  }

  static String lower(Enum<?> value) {
    return value.name().toLowerCase(java.util.Locale.ROOT);
  }

  private static <E extends Enum<E>> Map<String, Long> lowerKeys(Map<E, Long> counts) {
    Map<String, Long> out = new TreeMap<>();
    counts.forEach((k, n) -> out.put(lower(k), n));
    return out;
  }

  @Command(
      name = "diff",
      description =
          "Compares two list files: records added, changed and removed. Exit 1 if they differ.",
      mixinStandardHelpOptions = true)
  int diff(
      @Parameters(paramLabel = "OLD", description = "List file as the source delivers it.")
          Path before,
      @Parameters(paramLabel = "NEW", description = "In the same format.") Path after,
      @Option(names = "--format", paramLabel = "NAME", required = true, description = "Template.")
          String format,
      @Option(names = "--json", description = "One JSON object.") boolean isJson)
      throws CommandException, ConfigException, HotListException, IOException {
    ListFormat template = format(format);
    ListDiff.Result result = ListDiff.of(before, after, template);
    if (isJson) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("added", result.added());
      one.put("changed", result.changed());
      one.put("removed", result.removed());
      one.put("same", result.same());
      json(one);
    } else {
      result.added().forEach(r -> out().println("+ " + r));
      result.changed().forEach(r -> out().println("~ " + r));
      result.removed().forEach(r -> out().println("- " + r));
      out()
          .printf(
              "%d added, %d changed, %d removed, %d the same%n",
              result.added().size(),
              result.changed().size(),
              result.removed().size(),
              result.same());
    }
    return result.isSame() ? Exit.OK : Exit.WARNING;
  }
}
