package org.outrider.agent.fuzz;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.base.toml.TomlDocument;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.format.FormatReader;
import org.outrider.agent.hotlist.format.ListFormat;
import org.outrider.agent.hotlist.format.ListRow;
import org.outrider.agent.hotlist.release.HotListManifest;
import org.outrider.agent.policy.Profiles;
import org.outrider.hal.gnss.NmeaParser;
import org.outrider.hal.sim.ManualClock;

/** Damaged input is refused with a stated exception, never with another one. */
class InputFuzzTest {
  private static final Path RESOURCES = Path.of("src", "main", "resources", "org", "outrider");

  @TempDir Path folder;

  private static List<byte[]> files(Path folder, String end) throws Exception {
    List<byte[]> out = new ArrayList<>();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.filter(f -> f.toString().endsWith(end)).sorted().toList()) {
        out.add(Files.readAllBytes(file));
      }
    }
    return out;
  }

  private static void fuzz(String what, List<byte[]> seeds, Mutator.Target target) {
    long count = Mutator.run(seeds, target);
    System.out.printf("fuzzed %s: %d inputs%n", what, count);
  }

  private static String text(byte[] input) {
    return new String(input, StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"generic", "ny", "ncic", "autovu", "boss", "openalpr"})
  void listFilesAreReadOrRefused(String format) throws Exception {
    ListFormat layout = ListFormat.shipped(format);
    Path golden = Path.of("src", "test", "resources", "golden", "hotlist");
    List<byte[]> seeds = new ArrayList<>(files(golden, format + ".txt"));
    seeds.addAll(files(golden, format + ".csv"));
    FormatReader.Listener nobody =
        new FormatReader.Listener() {
          @Override
          public void row(ListRow row) {}

          @Override
          public void bad(long line, String problem) {}
        };
    fuzz(
        "list " + format,
        seeds,
        input -> {
          try {
            new FormatReader(layout, nobody).read(new ByteArrayInputStream(input));
          } catch (HotListException e) {
            // refused
          }
        });
  }

  @Test
  void layoutsAreReadOrRefused() throws Exception {
    fuzz(
        "layout",
        files(RESOURCES.resolve("agent/hotlist/format"), ".toml"),
        input -> {
          try {
            ListFormat.parse("x", text(input));
          } catch (ConfigException e) {
            // refused
          }
        });
  }

  @Test
  void manifestsAreReadOrRefused() {
    String seed =
        """
        {"schema_version":1,"list_id":"ct-stolen","version":"7","kind":"full","format":"generic",
        "agency_id":"CT0000000","record_count":3,"file_name":"a.csv.gz","size_bytes":99,
        "sha256":"%s","published_at":"2026-12-01T00:00:00Z","valid_until":"2026-12-02T00:00:00Z",
        "normalizer_version":1,"url":"https://lists.example.org/a.csv.gz"}
        """
            .formatted("0".repeat(64));
    fuzz(
        "manifest",
        List.of(seed.getBytes(StandardCharsets.UTF_8)),
        input -> {
          try {
            HotListManifest.parse("x", input);
          } catch (HotListException e) {
            // refused
          }
        });
  }

  @Test
  void tomlIsReadOrRefused() throws Exception {
    fuzz(
        "TOML",
        files(RESOURCES.resolve("agent/policy"), ".toml"),
        input -> {
          try {
            TomlDocument.parse("x", text(input));
          } catch (ConfigException e) {
            // refused
          }
        });
  }

  @Test
  void profilesAreReadOrRefused() throws Exception {
    Path file = folder.resolve("profile.toml");
    fuzz(
        "profile",
        files(RESOURCES.resolve("agent/policy"), ".toml"),
        input -> {
          Files.write(file, input);
          try {
            Profiles.unsigned(file);
          } catch (ConfigException e) {
            // refused
          }
        });
  }

  @Test
  void nmeaIsReadOrIgnored() {
    String seed =
        """
        $GPGSA,A,3,01,02,03,04,,,,,,,,,1.5,0.9,1.2*38\r
        $GPGGA,120000.00,4108.4000,N,07329.4000,W,1,08,0.9,31.5,M,-34.0,M,,*5B\r
        $GPRMC,120000.00,A,4108.4000,N,07329.4000,W,10.0,90.0,011226,,,A*4C\r
        """;
    ManualClock clock = new ManualClock(Instant.parse("2026-12-01T12:00:00Z"));
    fuzz(
        "NMEA",
        List.of(seed.getBytes(StandardCharsets.US_ASCII)),
        input -> {
          NmeaParser parser = new NmeaParser(clock, false);
          parser.accept(new String(input, StandardCharsets.ISO_8859_1));
          parser.finish();
          while (parser.poll().isPresent()) {
            // each is taken
          }
        });
  }

  /** Control: the instrument finds a parser that trusts a length in its input. */
  @Test
  void aParserThatTrustsALengthIsFound() {
    List<byte[]> seeds = List.of("5:hello".getBytes(StandardCharsets.US_ASCII));
    AssertionError found =
        assertThrows(
            AssertionError.class,
            () -> Mutator.run(seeds, input -> text(input).substring(2, 2 + input[0] - '0')));
    assertTrue(found.getCause() instanceof IndexOutOfBoundsException, found.getMessage());
  }
}
