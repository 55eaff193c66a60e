import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.outrider.hal.gnss.Fix;
import org.outrider.hal.gnss.GnssEvent;
import org.outrider.hal.gnss.NmeaRecording;
import org.outrider.hal.sim.ManualClock;

/**
 * Measures which of gpsd's test logs give a fix here, with altitude and mode (that of the receiver's GSA,
 * or of the altitude where it sends none). A log counts where it
 * holds NMEA 0183 position sentences and gpsd's own expected output (.chk) gives a position that it
 * does not mark as simulated; receivers of other languages are named apart.
 */
public final class GnssLogs {
  private static final Pattern TPV =
      Pattern.compile("\\{\"class\":\"TPV\".*\"mode\":[23].*\"lat\":.*\"lon\":.*");
  private static final Pattern ALTITUDE = Pattern.compile("\"mode\":3.*\"alt(MSL|HAE)?\":");
  private static final Pattern STATUS = Pattern.compile("\"status\":8");
  private static final Pattern SENTENCE = Pattern.compile("\\$[A-Z]{2}(RMC|GGA|GNS|GLL),");

  /** The receiver's own word that it has three dimensions. */
  private static final Pattern SAYS_3D = Pattern.compile("\\$[A-Z]{2}GSA,[AM],3,");

  private static final Pattern SAYS_MODE = Pattern.compile("\\$[A-Z]{2}GSA,[AM],[23],");

  private GnssLogs() {}

  public static void main(String[] folder) throws IOException {
    int counted = 0;
    int whole = 0;
    int fixed = 0;
    int altitudes = 0;
    int altitudesHere = 0;
    int modes = 0;
    int modesHere = 0;
    List<String> others = new ArrayList<>();
    List<Path> logs;
    try (Stream<Path> files = Files.list(Path.of(folder[0]))) {
      logs = files.filter(f -> f.toString().endsWith(".log")).sorted().toList();
    }
    for (Path log : logs) {
      Path check = Path.of(log + ".chk");
      if (!Files.exists(check)) {
        continue;
      }
      List<String> expected =
          Files.readAllLines(check, StandardCharsets.ISO_8859_1).stream()
              .filter(l -> TPV.matcher(l).find() && !STATUS.matcher(l).find())
              .toList();
      byte[] bytes = Files.readAllBytes(log);
      if (expected.isEmpty()) {
        continue;
      }
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      if (!SENTENCE.matcher(text).find()) {
        others.add(log.getFileName().toString());
        continue;
      }
      counted++;
      boolean hasAltitude = expected.stream().anyMatch(l -> ALTITUDE.matcher(l).find());
      Seen seen = read(bytes);
      fixed += seen.fixes > 0 ? 1 : 0;
      altitudes += hasAltitude ? 1 : 0;
      altitudesHere += hasAltitude && seen.altitudes > 0 ? 1 : 0;
      // gpsd takes any altitude for three dimensions; a receiver that says 2 is believed here
      boolean expects3d = SAYS_3D.matcher(text).find() || hasAltitude && !SAYS_MODE.matcher(text).find();
      modes += expects3d ? 1 : 0;
      modesHere += expects3d && seen.is3d ? 1 : 0;
      boolean isWhole =
          seen.fixes > 0 && (!hasAltitude || seen.altitudes > 0) && (!expects3d || seen.is3d);
      whole += isWhole ? 1 : 0;
      if (!isWhole) {
        System.out.printf(
            Locale.ROOT,
            "%-44s %4d fixes, %4d with altitude, %s; %s%n",
            log.getFileName(),
            seen.fixes,
            seen.altitudes,
            seen.is3d ? "3D" : "never 3D",
            seen.why);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%d logs with NMEA position sentences give gpsd a fix: %d give one here (%.1f %%), %d with"
            + " the altitude and mode that gpsd finds (%.1f %%)%n",
        counted,
        fixed,
        100.0 * fixed / counted,
        whole,
        100.0 * whole / counted);
    System.out.printf(
        Locale.ROOT, "%d give gpsd an altitude, %d of them here; %d state three dimensions, %d of them here%n",
        altitudes,
        altitudesHere,
        modes,
        modesHere);
    System.out.println(others.size() + " speak another language only: " + others);
  }

  private record Seen(int fixes, int altitudes, boolean is3d, String why) {}

  private static Seen read(byte[] bytes) {
    NmeaRecording recording =
        new NmeaRecording(bytes, new ManualClock(Instant.parse("2026-11-21T12:00:00Z")));
    int fixes = 0;
    int altitudes = 0;
    boolean is3d = false;
    String why = "no event";
    Optional<GnssEvent> event = recording.next();
    while (event.isPresent()) {
      switch (event.get()) {
        case GnssEvent.Fixed(Fix fix, _) -> {
          fixes++;
          altitudes += Double.isNaN(fix.altitudeM()) ? 0 : 1;
          is3d |= fix.mode() == 3;
        }
        case GnssEvent.Searching(String cause) -> why = cause;
        case GnssEvent.Refused(String cause) -> why = cause;
        case GnssEvent.NoFixSentences(String cause) -> why = cause;
        case GnssEvent.Lost(String cause) -> why = cause;
      }
      event = recording.next();
    }
    return new Seen(fixes, altitudes, is3d, why);
  }
}
