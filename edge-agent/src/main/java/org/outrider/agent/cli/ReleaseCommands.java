package org.outrider.agent.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.base.Counted;
import org.outrider.agent.base.durable.Scratch;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.tls.TlsException;
import org.outrider.agent.base.tls.UnitTls;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.format.ListFormat;
import org.outrider.agent.hotlist.live.ListUpdates;
import org.outrider.agent.hotlist.release.FolderSource;
import org.outrider.agent.hotlist.release.HotListManifest;
import org.outrider.agent.hotlist.release.HttpsSource;
import org.outrider.agent.hotlist.release.ImportReport;
import org.outrider.agent.hotlist.release.ReleaseBuilder;
import org.outrider.agent.hotlist.release.ReleaseStore;
import org.outrider.agent.store.SqliteHotLists;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Commands that build, sign, verify and import a release of a hot list, one class each. */
final class ReleaseCommands {
  private ReleaseCommands() {}

  @Command(
      name = "build",
      description = "Builds a release: manifest.json, unsigned, and the compressed list.",
      mixinStandardHelpOptions = true)
  static final class Build implements Callable<Integer> {
    @Spec CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE", description = "List file as the source delivers it.")
    Path file = Path.of(".");

    @Option(
        names = "--format",
        paramLabel = "NAME",
        required = true,
        description =
            "Included template, or a .toml file of your own, which the release then contains.")
    String format = "";

    @Option(names = "--list", paramLabel = "ID", required = true, description = "Id of the list.")
    String list = "";

    @Option(
        names = "--list-version",
        paramLabel = "N",
        required = true,
        description = "Increases with every release.")
    long version;

    @Option(
        names = "--base",
        paramLabel = "N",
        description = "Full version that the delta applies to.")
    @Nullable Long base;

    @Option(
        names = "--source",
        paramLabel = "NAME",
        required = true,
        description = "Source of the list.")
    String source = "";

    @Option(
        names = "--extracted-at",
        paramLabel = "TIME",
        description = "Time of the extract, such as 2027-01-31T06:00:00Z (default now).")
    @Nullable Instant extractedAt;

    @Option(
        names = "--valid-until",
        paramLabel = "TIME",
        description = "Units refuse the release from then on.")
    @Nullable Instant validUntil;

    @Option(
        names = "--zone",
        paramLabel = "ZONE",
        description =
            "Zone whose midnights begin and end the days of entries, such as America/New_York"
                + " (default: that of the template, else of this machine).")
    @Nullable ZoneId zone;

    @Option(
        names = "--expect-rows",
        paramLabel = "N",
        description =
            "Exactly so many records, signed with the release: units accept it however much"
                + " the list shrinks, and 0 ends every entry.")
    @Nullable Long expected;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Release.")
    Path folder = Path.of(".");

    @Override
    public Integer call() throws CommandException, HotListException {
      @Nullable String own = HotListCommand.template(format);
      Path manifest =
          ReleaseBuilder.build(
              file,
              new ReleaseBuilder.Order(
                  list,
                  version,
                  base,
                  source,
                  extractedAt == null ? HotListCommand.now() : extractedAt,
                  validUntil,
                  own == null ? format : ListFormat.nameOf(Path.of(format)),
                  own,
                  days(own),
                  expected),
              folder,
              HotListCommand.now());
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

    /** Zone of the release: the given one, the template's own, or this machine's. */
    private ZoneId days(@Nullable String own) throws CommandException {
      try {
        ZoneId ofTemplate =
            own == null ? ListFormat.shipped(format).zone() : ListFormat.parse(format, own).zone();
        return Objects.requireNonNullElse(
            zone, Objects.requireNonNullElseGet(ofTemplate, ZoneId::systemDefault));
      } catch (ConfigException e) {
        throw new CommandException(e);
      }
    }

    private PrintWriter out() {
      return spec.commandLine().getOut();
    }
  }

  @Command(
      name = "sign",
      description = "Signs the manifest of a release with Ed25519.",
      mixinStandardHelpOptions = true)
  static final class Sign implements Callable<Integer> {
    @Spec CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "RELEASE", description = "Folder.")
    Path folder = Path.of(".");

    @Option(
        names = "--key",
        paramLabel = "NAME.key.pem",
        required = true,
        description = "Signing key; its public NAME.pem must be in the same folder.")
    Path key = Path.of(".");

    @Override
    public Integer call() throws CommandException, HotListException, TrustException {
      Path file = folder.resolve("manifest.json");
      try {
        HotListManifest signed = HotListManifest.read(file).signedBy(SigningKey.read(key));
        Files.writeString(file, signed.json() + "\n");
        out()
            .println(
                folder + ": signed by key " + Objects.requireNonNull(signed.signature()).keyId());
        return Exit.OK;
      } catch (IOException e) {
        throw new CommandException(file + ": cannot be written: " + e.getMessage());
      }
    }

    private PrintWriter out() {
      return spec.commandLine().getOut();
    }
  }

  @Command(
      name = "verify",
      description = "Checks signature, hash and counts of a release without importing it.",
      mixinStandardHelpOptions = true)
  static final class Verify implements Callable<Integer> {
    @Spec CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "RELEASE", description = "Folder.")
    Path folder = Path.of(".");

    @Mixin HotListCommand.Trust keys = new HotListCommand.Trust();

    @Mixin PolicyOption policy = new PolicyOption();

    @Override
    public Integer call() throws ConfigException, HotListException, TrustException, IOException {
      Path scratch = Files.createTempDirectory("outrider-verify-");
      try {
        FolderSource source = new FolderSource(folder);
        ReleaseStore store = new ReleaseStore(scratch, new SqliteHotLists());
        if (!source.manifest().isFull()) {
          source.manifest().verify(keys.trusted());
          out()
              .println(
                  folder
                      + ": signature valid; the content of a delta is checked against its base at"
                      + " import");
          return Exit.OK;
        }
        ReleaseStore.Installed done =
            store.install(
                source,
                keys.trusted(),
                policy.policy().importRules(),
                HotListCommand.now(),
                progress(spec, source));
        out()
            .printf(
                "%s: %s version %d is valid: %s%n",
                folder,
                done.manifest().listId(),
                done.manifest().version(),
                summary(done.report()));
        return Exit.OK;
      } finally {
        Scratch.delete(scratch);
      }
    }

    private PrintWriter out() {
      return spec.commandLine().getOut();
    }
  }

  @Command(
      name = "import",
      description =
          "Imports a release: verifies, stores and activates it, and erases the old list.",
      mixinStandardHelpOptions = true)
  static final class Import implements Callable<Integer> {
    @Spec CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "RELEASE", description = "Folder.")
    Path folder = Path.of(".");

    @Mixin HotListCommand.Place place = new HotListCommand.Place();

    @Mixin HotListCommand.Trust keys = new HotListCommand.Trust();

    @Mixin PolicyOption policy = new PolicyOption();

    @Option(names = "--json", description = "One JSON object.")
    boolean isJson;

    @Override
    public Integer call() throws ConfigException, HotListException, TrustException {
      FolderSource source = new FolderSource(folder);
      ReleaseStore.Installed done =
          place
              .store()
              .install(
                  source,
                  keys.trusted(),
                  policy.policy().importRules(),
                  HotListCommand.now(),
                  progress(spec, source));
      if (isJson) {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("list_id", done.manifest().listId());
        o.put("version", done.manifest().version());
        o.put("replaced", done.replaced());
        o.put("report", HotListCommand.reportJson(done.report()));
        out().println(Json.text(o));
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

    private PrintWriter out() {
      return spec.commandLine().getOut();
    }
  }

  @Command(
      name = "sync",
      description =
          "Downloads the newest release over HTTPS with mutual TLS, and imports it if it is new.",
      mixinStandardHelpOptions = true)
  static final class Sync implements Callable<Integer> {
    @Spec CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "URL", description = "Address of the manifest, https.")
    URI url = URI.create("");

    @Mixin HotListCommand.Place place = new HotListCommand.Place();

    @Mixin HotListCommand.Trust keys = new HotListCommand.Trust();

    @Mixin PolicyOption policy = new PolicyOption();

    @Option(
        names = "--ca",
        paramLabel = "PEM",
        required = true,
        description = "Only trusted authority.")
    Path ca = Path.of(".");

    @Option(
        names = "--cert",
        paramLabel = "PEM",
        required = true,
        description = "Certificate of the unit.")
    Path certificate = Path.of(".");

    @Option(names = "--key", paramLabel = "PEM", required = true, description = "Key of the unit.")
    Path key = Path.of(".");

    @Override
    public Integer call()
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
                HotListCommand.now(),
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

    private PrintWriter out() {
      return spec.commandLine().getOut();
    }
  }

  private static LongConsumer progress(CommandSpec spec, FolderSource source)
      throws HotListException {
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
            r.droppedByPolicy(),
            r.bad());
  }
}
