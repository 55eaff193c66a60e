package org.outrider.agent.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.unit.config.ConfigReader;
import org.outrider.agent.unit.config.UnitConfig;
import org.outrider.agent.upkeep.inventory.Survey;
import org.outrider.hal.DeviceException;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.gnss.Fix;
import org.outrider.hal.gnss.GnssEvent;
import org.outrider.hal.gnss.GnssReceiver;
import org.outrider.hal.spi.Devices;
import org.outrider.hal.spi.HalContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "survey",
    description =
        "Finds out where a unit that stands stands, and prints it as the configuration wants it.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "A serial receiver is free only while the unit does not run; gpsd gives to several.",
      "",
      "Exit codes: 0 found, 1 found but the fixes lie far apart, 2 no fix.",
      "",
      "Examples:",
      "  outrider survey --by 'J. Doe'",
      "  outrider survey --config /etc/outrider/outrider.toml --seconds 300"
    })
final class SurveyCommand implements Callable<Integer> {
  /** Half of the fixes farther than this from their middle, metres: something is in the way. */
  private static final double WIDE_M = 10;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = "/etc/outrider/outrider.toml",
      description = "The unit's configuration (default ${DEFAULT-VALUE}).")
  private Path config = Path.of("");

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "60",
      description = "How long to gather fixes (default ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(names = "--by", paramLabel = "NAME", defaultValue = "", description = "Who surveys.")
  private String by = "";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    Devices devices = new Devices();
    SystemClock clock = new SystemClock();
    UnitConfig unit = ConfigReader.read(config, devices);
    List<Fix> fixes = new ArrayList<>();
    String why = "no fix";
    Progress progress = new Progress(spec.commandLine().getErr(), seconds);
    try (GnssReceiver receiver = devices.gnss(unit.gnss().uri(), new HalContext("gnss", clock))) {
      long from = clock.monotonicNanos();
      int shown = 0;
      boolean isThere = true;
      while (isThere && clock.monotonicNanos() - from < Duration.ofSeconds(seconds).toNanos()) {
        switch (receiver.next()) {
          case GnssEvent.Fixed(Fix fix, _) -> fixes.add(fix);
          case GnssEvent.NoFixSentences(String cause) -> why = cause;
          case GnssEvent.Searching(String cause) -> why = "searching: " + cause;
          case GnssEvent.Refused(String cause) -> why = "refused: " + cause;
          case GnssEvent.Lost(String cause) -> {
            why = "lost: " + cause;
            isThere = false;
          }
        }
        int now = (int) ((clock.monotonicNanos() - from) / 1_000_000_000);
        for (; shown < Math.min(now, seconds); shown++) {
          progress.step(fixes.size() + " fixes");
        }
      }
    } catch (DeviceException e) {
      throw new CommandException(unit.gnss().uri().text() + ": " + e.getMessage());
    }
    progress.end();
    if (fixes.isEmpty()) {
      throw new CommandException(unit.gnss().uri().text() + ": " + why);
    }
    return print(fixes, LocalDate.ofInstant(clock.utc(), ZoneOffset.UTC));
  }

  private int print(List<Fix> fixes, LocalDate today) {
    double lat = median(fixes.stream().mapToDouble(Fix::latitudeDeg).toArray());
    double lon = median(fixes.stream().mapToDouble(Fix::longitudeDeg).toArray());
    Survey middle = new Survey(lat, lon, by, java.util.Optional.empty(), Survey.USUAL_MOVE_M);
    double spread =
        median(
            fixes.stream()
                .mapToDouble(f -> middle.distanceM(f.latitudeDeg(), f.longitudeDeg()))
                .toArray());
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "# %d fixes, half of them within %.1f m%n[survey]%nlat = %.7f%nlon = %.7f%nby ="
                + " \"%s\"%non = \"%s\"%n",
            fixes.size(),
            spread,
            lat,
            lon,
            by.replaceAll("[\"\\\\\\p{Cntrl}]", ""),
            today);
    if (spread > WIDE_M) {
      spec.commandLine()
          .getErr()
          .printf(
              Locale.ROOT,
              "survey: half of the fixes lie within %.1f m, expected %.0f at most: survey for"
                  + " longer, or where the sky is free%n",
              spread,
              WIDE_M);
      return Exit.WARNING;
    }
    return Exit.OK;
  }

  /** The middle one, which a few wrong ones do not move. */
  private static double median(double[] values) {
    java.util.Arrays.sort(values);
    int half = values.length / 2;
    return values.length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
  }
}
