package org.outrider.agent.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.base.Counted;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.record.usage.UsageArchive;
import org.outrider.agent.record.usage.UsageDay;
import org.outrider.agent.record.usage.UsageReport;
import org.outrider.agent.store.SqliteUsage;
import org.outrider.agent.store.StoreException;
import org.outrider.agent.unit.config.ConfigReader;
import org.outrider.agent.unit.config.UnitConfig;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.spi.Devices;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How much one unit, or all of an agency, were used (REP-01). */
@Command(
    name = "report",
    description = {
      "Reports the use of one unit, or of all units of central.",
      "Counts reads, hits by category and outcome, plate checks and exports; holds no plate. Days"
          + " are",
      "days of UTC."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  outrider report --config /etc/outrider/outrider.toml",
      "  outrider report --central 'jdbc:postgresql://db/alpr?user=alpr' --from 2026-10-01 \\",
      "      --until 2026-11-01 --html october.html"
    })
final class ReportCommand implements Callable<Integer> {
  /** A month, where nothing else is asked for. */
  private static final int DAYS = 30;

  private static final long MOST_DAYS = 1100;

  @Spec CommandSpec spec;

  /** Whose days. */
  static final class Source {
    @Option(names = "--config", paramLabel = "FILE", description = "Of the unit this runs on.")
    @Nullable Path config;

    @Option(
        names = "--central",
        paramLabel = "DATABASE",
        description = "jdbc:postgresql://HOST/NAME?user=..., or a file of outrider central.")
    @Nullable String central;
  }

  @ArgGroup(multiplicity = "1")
  Source source;

  @Option(names = "--from", paramLabel = "DAY", description = "First day; 30 days ago by default.")
  @Nullable LocalDate from;

  @Option(names = "--until", paramLabel = "DAY", description = "First day that is not in it.")
  @Nullable LocalDate until;

  @Option(names = "--html", paramLabel = "FILE", description = "Writes a page with charts.")
  @Nullable Path html;

  @Option(names = "--csv", description = "One line a unit, day and count.")
  boolean isCsv;

  @Option(names = "--json", description = "One JSON object.")
  boolean isJson;

  ReportCommand() {
    spec = CommandSpec.create();
    source = new Source();
  }

  @Override
  public Integer call() throws CommandException, ConfigException {
    LocalDate today = LocalDate.ofInstant(new SystemClock().utc(), ZoneOffset.UTC);
    LocalDate last = until == null ? today.plusDays(1) : until;
    LocalDate first = from == null ? last.minusDays(DAYS) : from;
    if (!first.isBefore(last) || ChronoUnit.DAYS.between(first, last) > MOST_DAYS) {
      throw new CommandException(
          "--from %s --until %s: expected 1 to %d days, from before until"
              .formatted(first, last, MOST_DAYS));
    }
    UsageReport report = new UsageReport(first, last, units(first, last));
    PrintWriter out = spec.commandLine().getOut();
    if (html != null) {
      try {
        Files.writeString(html, report.html());
      } catch (IOException e) {
        throw new CommandException(html + ": cannot be written: " + e.getMessage());
      }
    }
    if (isJson) {
      out.println(json(report));
    } else if (isCsv) {
      out.print(report.csv());
    } else {
      table(report, out);
    }
    out.flush();
    return Exit.OK;
  }

  private Map<String, List<UsageDay>> units(LocalDate first, LocalDate last)
      throws CommandException, ConfigException {
    Path config = source.config;
    String central = source.central;
    try {
      return config != null ? ofUnit(config, first, last) : ofCentral(central, first, last);
    } catch (StoreException e) {
      throw new CommandException(e);
    }
  }

  private static Map<String, List<UsageDay>> ofUnit(Path file, LocalDate first, LocalDate last)
      throws ConfigException, StoreException {
    UnitConfig config = ConfigReader.read(file, new Devices());
    try (SqliteUsage usage = SqliteUsage.open(config.store().file(), new Health())) {
      return Map.of(config.unit().agency() + "/" + config.unit().id(), usage.days(first, last));
    }
  }

  private Map<String, List<UsageDay>> ofCentral(
      @Nullable String database, LocalDate first, LocalDate last) throws CommandException {
    String url = String.valueOf(database);
    if (!url.startsWith("jdbc:")) {
      if (!Files.exists(Path.of(url))) {
        throw new CommandException(url + ": not there, expected the database of a central");
      }
      url = "jdbc:sqlite:" + url;
    }
    Map<String, List<UsageDay>> out = new TreeMap<>();
    int damaged = 0;
    for (Map.Entry<String, byte[]> one : reports(url)) {
      try {
        UsageDay day = UsageDay.read(one.getValue());
        if (!day.day().isBefore(first) && day.day().isBefore(last)) {
          out.computeIfAbsent(one.getKey(), u -> new ArrayList<>()).add(day);
        }
      } catch (IOException e) {
        damaged++;
      }
    }
    if (damaged > 0) {
      spec.commandLine().getErr().println("outrider: " + damaged + " reports cannot be read");
    }
    return out;
  }

  private static List<Map.Entry<String, byte[]>> reports(String url) throws CommandException {
    UsageArchive archive =
        ServiceLoader.load(UsageArchive.class)
            .findFirst()
            .orElseThrow(
                () ->
                    new CommandException(
                        "--central: the server is not installed here; run this where it is"));
    try {
      return archive.reports(url);
    } catch (IOException e) {
      throw new CommandException(e);
    }
  }

  private static String json(UsageReport report) {
    ObjectNode o = Json.MAPPER.createObjectNode();
    o.put("from", report.from().toString()).put("until", report.until().toString());
    ObjectNode totals = o.putObject("totals");
    report.totals().forEach(totals::put);
    if (!Double.isNaN(report.misreadPercent())) {
      o.put("misread_percent", Json.one(report.misreadPercent()));
    }
    ObjectNode units = o.putObject("units");
    report
        .units()
        .forEach(
            (unit, days) -> {
              ObjectNode of = units.putObject(unit);
              days.forEach(d -> d.counts().forEach(of.withObjectProperty(d.day().toString())::put));
            });
    return o.toString();
  }

  private static void table(UsageReport report, PrintWriter out) {
    out.printf(
        "Usage from %s to %s (days of UTC), %s%n",
        report.from(), report.until().minusDays(1), Counted.of(report.units().size(), "unit"));
    report.totals().forEach((name, n) -> out.printf("  %-32s %,10d%n", UsageReport.title(name), n));
    if (report.totals().isEmpty()) {
      out.println("  nothing was counted");
    }
    if (!Double.isNaN(report.misreadPercent())) {
      out.printf("  %-32s %9.1f %%%n", "Answered hits that were misread", report.misreadPercent());
    }
  }
}
