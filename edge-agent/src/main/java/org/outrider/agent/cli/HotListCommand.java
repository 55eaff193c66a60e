package org.outrider.agent.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.base.Counted;
import org.outrider.agent.base.durable.Scratch;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.plate.PlateText;
import org.outrider.agent.base.tls.TlsException;
import org.outrider.agent.base.tls.UnitTls;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.base.trust.TrustedKeys;
import org.outrider.agent.hotlist.Freshness;
import org.outrider.agent.hotlist.HotList;
import org.outrider.agent.hotlist.HotListEntry;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.custom.CustomEntries;
import org.outrider.agent.hotlist.format.ListFormat;
import org.outrider.agent.hotlist.live.ListUpdates;
import org.outrider.agent.hotlist.live.ListsInForce;
import org.outrider.agent.hotlist.match.Confusions;
import org.outrider.agent.hotlist.match.Match;
import org.outrider.agent.hotlist.match.Matcher;
import org.outrider.agent.hotlist.release.FolderSource;
import org.outrider.agent.hotlist.release.HotListManifest;
import org.outrider.agent.hotlist.release.HttpsSource;
import org.outrider.agent.hotlist.release.ImportReport;
import org.outrider.agent.hotlist.release.ListDiff;
import org.outrider.agent.hotlist.release.ListLint;
import org.outrider.agent.hotlist.release.ReleaseBuilder;
import org.outrider.agent.hotlist.release.ReleaseStore;
import org.outrider.agent.store.SqliteCustomStore;
import org.outrider.agent.store.SqliteHotLists;
import org.outrider.hal.clock.SystemClock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Everything a technician or a list server does with hot lists. */
@Command(
    name = "hotlist",
    description = "Makes, signs, checks and takes in hot lists.",
    mixinStandardHelpOptions = true,
    subcommands = {
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
      "Examples, where lists are made:",
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
      "Entries of people's own:",
      "  outrider hotlist add ABC1234 --category stolen_vehicle --as jdoe --role supervisor \\",
      "      --field purpose_code=stolen_vehicle --suspicion --expires 7d",
      "  outrider hotlist approve ID --as asmith --role administrator",
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

  private static Instant now() {
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

  /** The text of a template of one's own; null for the name of a shipped one. */
  private static @Nullable String template(String name) throws CommandException {
    if (!name.endsWith(".toml")) {
      return null;
    }
    try {
      return Files.readString(Path.of(name), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new CommandException(name + ": cannot be read as UTF-8 text: " + e.getMessage());
    }
  }

  /** Where the lists of a unit lie. */
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

  /** Whom the unit believes. */
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
      description = "Makes a pair of keys: NAME.key.pem to sign with, NAME.pem for the units.",
      mixinStandardHelpOptions = true)
  int keys(
      @Parameters(paramLabel = "DIR", description = "Folder.") Path folder,
      @Option(
              names = "--name",
              paramLabel = "NAME",
              required = true,
              description = "What the pair is called.")
          String name)
      throws TrustException {
    out().println(name + ": key " + SigningKey.make(folder, name));
    return Exit.OK;
  }

  @Command(
      name = "lint",
      description = "Says what is odd in a list file, by line. Exit 1 when anything is.",
      mixinStandardHelpOptions = true)
  int lint(
      @Parameters(paramLabel = "FILE", description = "As the source hands it out.") Path file,
      @Option(
              names = "--format",
              paramLabel = "NAME",
              required = true,
              description = "Shipped template, or a .toml file of your own.")
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
                result.isClean() ? "nothing odd" : lowerKeys(result.counts()));
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

  private static Map<String, Object> reportJson(ImportReport report) {
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

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(java.util.Locale.ROOT);
  }

  private static <E extends Enum<E>> Map<String, Long> lowerKeys(Map<E, Long> counts) {
    Map<String, Long> out = new TreeMap<>();
    counts.forEach((k, n) -> out.put(lower(k), n));
    return out;
  }

  @Command(
      name = "build",
      description = "Makes a release: manifest.json, unsigned, and the compressed list.",
      mixinStandardHelpOptions = true)
  int build(
      @Parameters(paramLabel = "FILE", description = "As the source hands it out.") Path file,
      @Option(
              names = "--format",
              paramLabel = "NAME",
              required = true,
              description =
                  "Shipped template, or a .toml file of your own; the release carries it.")
          String format,
      @Option(names = "--list", paramLabel = "ID", required = true, description = "Which list.")
          String list,
      @Option(names = "--list-version", paramLabel = "N", required = true, description = "Goes up.")
          long version,
      @Option(names = "--base", paramLabel = "N", description = "A delta on this full version.")
          @Nullable Long base,
      @Option(
              names = "--source",
              paramLabel = "NAME",
              required = true,
              description = "Who made it.")
          String source,
      @Option(
              names = "--extracted-at",
              paramLabel = "TIME",
              description = "When the source took it, such as 2027-01-31T06:00:00Z (default now).")
          @Nullable Instant extractedAt,
      @Option(names = "--valid-until", paramLabel = "TIME", description = "Refused from then on.")
          @Nullable Instant validUntil,
      @Option(
              names = "--expect-rows",
              paramLabel = "N",
              description =
                  "Exactly so many records, signed with the release: units accept it however much"
                      + " the list shrinks, and 0 ends every entry.")
          @Nullable Long expected,
      @Option(names = "--out", paramLabel = "DIR", required = true, description = "Release.")
          Path folder)
      throws CommandException, HotListException {
    @Nullable String own = template(format);
    Path manifest =
        ReleaseBuilder.build(
            file,
            new ReleaseBuilder.Order(
                list,
                version,
                base,
                source,
                extractedAt == null ? now() : extractedAt,
                validUntil,
                own == null ? format : ListFormat.nameOf(Path.of(format)),
                own,
                expected),
            folder,
            now());
    HotListManifest made = HotListManifest.read(manifest);
    out()
        .printf(
            "%s: %s version %d, %s, %s, unsigned%n",
            folder,
            list,
            version,
            Counted.of(made.recordCount(), "record"),
            Counted.of(made.bytes(), "byte"));
    return Exit.OK;
  }

  @Command(
      name = "sign",
      description = "Signs the manifest of a release with Ed25519.",
      mixinStandardHelpOptions = true)
  int sign(
      @Parameters(paramLabel = "RELEASE", description = "Folder.") Path folder,
      @Option(
              names = "--key",
              paramLabel = "NAME.key.pem",
              required = true,
              description = "Its public NAME.pem lies beside it.")
          Path key)
      throws CommandException, HotListException, TrustException {
    Path file = folder.resolve("manifest.json");
    try {
      HotListManifest signed = HotListManifest.read(file).signedBy(SigningKey.read(key));
      Files.writeString(file, signed.json() + "\n");
      out()
          .println(
              folder
                  + ": signed by key "
                  + java.util.Objects.requireNonNull(signed.signature()).keyId());
      return Exit.OK;
    } catch (IOException e) {
      throw new CommandException(file + ": cannot be written: " + e.getMessage());
    }
  }

  @Command(
      name = "verify",
      description = "Checks signature, hash and counts of a release without taking it in.",
      mixinStandardHelpOptions = true)
  int verify(
      @Parameters(paramLabel = "RELEASE", description = "Folder.") Path folder,
      @Mixin Trust keys,
      @Mixin PolicyOption policy)
      throws ConfigException, HotListException, TrustException, IOException {
    Path scratch = Files.createTempDirectory("outrider-verify-");
    try {
      FolderSource source = new FolderSource(folder);
      ReleaseStore store = new ReleaseStore(scratch, new SqliteHotLists());
      if (!source.manifest().isFull()) {
        source.manifest().verify(keys.trusted());
        out().println(folder + ": signature holds; a delta is proved when its base is there");
        return Exit.OK;
      }
      ReleaseStore.Installed done =
          store.install(
              source, keys.trusted(), policy.policy().importRules(), now(), progress(source));
      out()
          .printf(
              "%s: %s version %d holds: %s%n",
              folder, done.manifest().listId(), done.manifest().version(), summary(done.report()));
      return Exit.OK;
    } finally {
      Scratch.delete(scratch);
    }
  }

  private java.util.function.LongConsumer progress(FolderSource source) throws HotListException {
    Progress bar =
        new Progress(spec.commandLine().getErr(), (int) (2 * source.manifest().recordCount()));
    return done -> bar.at((int) done);
  }

  private static String summary(ImportReport r) {
    return "%s, %s, %s, %d dropped by policy, %d unreadable"
        .formatted(
            Counted.of(r.records(), "record"),
            Counted.of(r.entries(), "entry"),
            Counted.of(r.patterns(), "pattern"),
            r.droppedByPolicy(), r.bad());
  }

  @Command(
      name = "import",
      description = "Takes a release in: verified, written, swapped, the old list erased.",
      mixinStandardHelpOptions = true)
  int importRelease(
      @Parameters(paramLabel = "RELEASE", description = "Folder.") Path folder,
      @Mixin Place place,
      @Mixin Trust keys,
      @Mixin PolicyOption policy,
      @Option(names = "--json", description = "One JSON object.") boolean isJson)
      throws ConfigException, HotListException, TrustException {
    FolderSource source = new FolderSource(folder);
    ReleaseStore.Installed done =
        place
            .store()
            .install(
                source, keys.trusted(), policy.policy().importRules(), now(), progress(source));
    if (isJson) {
      Map<String, Object> o = new LinkedHashMap<>();
      o.put("list_id", done.manifest().listId());
      o.put("version", done.manifest().version());
      o.put("replaced", done.replaced());
      o.put("report", reportJson(done.report()));
      json(o);
    } else {
      out()
          .printf(
              "%s version %d in force%s: %s%n",
              done.manifest().listId(),
              done.manifest().version(),
              done.replaced() == null ? "" : " after version " + done.replaced(),
              summary(done.report()));
      done.report().badExamples().forEach(text -> out().println("  " + text));
    }
    return done.report().bad() == 0 ? Exit.OK : Exit.WARNING;
  }

  @Command(
      name = "sync",
      description =
          "Fetches the newest release by HTTPS with mutual TLS and takes it in, if it is new.",
      mixinStandardHelpOptions = true)
  int sync(
      @Parameters(paramLabel = "URL", description = "Of the manifest, https.") URI url,
      @Mixin Place place,
      @Mixin Trust keys,
      @Mixin PolicyOption policy,
      @Option(names = "--ca", paramLabel = "PEM", required = true, description = "Authority.")
          Path ca,
      @Option(names = "--cert", paramLabel = "PEM", required = true, description = "Of the unit.")
          Path certificate,
      @Option(names = "--key", paramLabel = "PEM", required = true, description = "Of the unit.")
          Path key)
      throws CommandException, ConfigException, HotListException, TrustException, TlsException {
    if (!"https".equals(url.getScheme())) {
      throw new CommandException(url + ": expected https://HOST/PATH/manifest.json");
    }
    try (HttpsSource source = new HttpsSource(url, new UnitTls(ca, certificate, key).context())) {
      Progress bar =
          new Progress(spec.commandLine().getErr(), (int) (2 * source.manifest().recordCount()));
      Optional<ReleaseStore.Installed> done =
          ListUpdates.fetch(
              source,
              place.store(),
              keys.trusted(),
              policy.policy().importRules(),
              now(),
              at -> bar.at((int) at));
      if (done.isEmpty()) {
        HotListManifest offered = source.manifest();
        out().printf("%s version %d is in force already%n", offered.listId(), offered.version());
        return Exit.OK;
      }
      out()
          .printf(
              "%s version %d in force: %s%n",
              done.get().manifest().listId(),
              done.get().manifest().version(),
              summary(done.get().report()));
      return done.get().report().bad() == 0 ? Exit.OK : Exit.WARNING;
    } catch (IOException e) {
      throw new CommandException(url + ": " + e.getMessage());
    }
  }

  @Command(
      name = "diff",
      description =
          "Says what a list file adds to another one, changes and leaves out. Exit 1 when"
              + " anything.",
      mixinStandardHelpOptions = true)
  int diff(
      @Parameters(paramLabel = "OLD", description = "As the source hands it out.") Path before,
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

  @Command(
      name = "status",
      description =
          "Says which lists are in force and how old they are. Exit 1 over 24 h, 2 over 72.",
      mixinStandardHelpOptions = true)
  int status(
      @Mixin Place place,
      @Mixin PolicyOption policy,
      @Option(names = "--json", description = "One JSON array.") boolean isJson)
      throws ConfigException, HotListException, TrustException {
    ReleaseStore store = place.store();
    List<Object> all = new ArrayList<>();
    int code = store.listIds().isEmpty() ? Exit.FAULT : Exit.OK;
    for (String id : store.listIds()) {
      try (ReleaseStore.Active active = store.open(id)) {
        Duration age = active.list().edition().age(now());
        Freshness freshness = policy.policy().ageLimits().of(age);
        String state = lower(freshness);
        code = Math.max(code, exit(freshness));
        HotListManifest m = store.manifest(id);
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("list_id", id);
        one.put("version", active.list().edition().version());
        one.put("source", m.source());
        one.put("entries", active.list().size());
        one.put("extracted_at", m.sourceExtractAt().toString());
        one.put("age_s", age.toSeconds());
        one.put("state", state);
        all.add(one);
        if (!isJson) {
          out()
              .printf(
                  "%s version %s: %s of %s, %d h %d min old, %s%n",
                  id,
                  active.list().edition().version(),
                  Counted.of(active.list().size(), "entry"),
                  m.source(),
                  age.toHours(),
                  age.toMinutesPart(),
                  freshness == Freshness.FRESH ? state : freshness.name());
        }
      }
    }
    if (isJson) {
      json(all);
    } else if (all.isEmpty()) {
      out().println(place.folder + ": no list was ever taken in");
    }
    return code;
  }

  @Command(
      name = "check",
      description = "Asks whether a plate is listed. Exit 0 when it is, 1 when it is not.",
      mixinStandardHelpOptions = true)
  int check(
      @Parameters(paramLabel = "PLATE", description = "As it is written.") String plate,
      @Option(names = "--state", paramLabel = "CODE", description = "ISO 3166-2, such as US-CT.")
          @Nullable String state,
      @Mixin Place place,
      @Mixin PolicyOption policy,
      @Option(names = "--json", description = "One JSON array.") boolean isJson)
      throws ConfigException, HotListException, TrustException {
    List<Object> all = new ArrayList<>();
    List<ReleaseStore.Active> open = new ArrayList<>();
    try {
      ReleaseStore store = place.store();
      List<HotList> lists = new ArrayList<>();
      for (String id : store.listIds()) {
        open.add(store.open(id));
        lists.add(open.getLast().list());
      }
      Path entries = ListsInForce.customFile(place.folder);
      if (Files.exists(entries)) {
        try (SqliteCustomStore custom = SqliteCustomStore.open(entries)) {
          lists.add(new CustomEntries(custom, policy.policy().customRules()).list());
        }
      }
      Matcher matcher = new Matcher(() -> lists, policy.policy().matchRules(Confusions.CLASSES));
      for (Match m : matcher.match(PlateText.of(plate), List.of(), state, now()).matches()) {
        all.add(matchJson(m));
        if (!isJson) {
          print(m);
        }
      }
    } finally {
      open.forEach(ReleaseStore.Active::close);
    }
    if (isJson) {
      json(all);
    } else if (all.isEmpty()) {
      out().println("not listed");
    }
    return all.isEmpty() ? Exit.WARNING : Exit.OK;
  }

  private static int exit(Freshness freshness) {
    return switch (freshness) {
      case FRESH -> Exit.OK;
      case STALE -> Exit.WARNING;
      case UNRELIABLE -> Exit.FAULT;
    };
  }

  private static Map<String, Object> matchJson(Match m) {
    HotListEntry e = m.entry();
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("list", m.edition().toString());
    one.put("entry_id", e.entryId());
    one.put("type", lower(m.type()));
    one.put("plate", e.plate().raw());
    one.put("state", e.state());
    one.put("state_agrees", lower(m.stateAgrees()));
    one.put("category", e.category().name());
    one.put("priority", e.priority());
    one.put("classification", lower(e.classification()));
    one.put("vehicle", e.vehicle().text());
    one.put("instructions", e.instructions());
    return one;
  }

  private void print(Match m) {
    HotListEntry e = m.entry();
    out()
        .printf(
            "%s: %s %s, %s, record %s of %s%n",
            lower(m.type()),
            e.plate().raw(),
            e.state() == null ? "state not listed" : e.state(),
            e.category().label(),
            e.entryId(),
            m.edition());
    if (!e.instructions().isEmpty()) {
      out().println("  " + e.instructions());
    }
    if (!e.vehicle().text().isEmpty()) {
      out().println("  vehicle " + e.vehicle().text());
    }
  }
}
