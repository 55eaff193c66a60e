package org.outrider.workbench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.outrider.agent.base.durable.Scratch;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.plate.CharReading;
import org.outrider.agent.base.plate.PlateText;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.cli.Exit;
import org.outrider.agent.cli.Main;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.hotlist.Edition;
import org.outrider.agent.hotlist.HotList;
import org.outrider.agent.hotlist.HotListEntry;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.ListedPattern;
import org.outrider.agent.hotlist.ListedVehicle;
import org.outrider.agent.hotlist.match.MatchRules;
import org.outrider.agent.hotlist.match.Matcher;
import org.outrider.agent.hotlist.release.HotListManifest;
import org.outrider.agent.hotlist.release.ReleaseBuilder;
import org.outrider.agent.hotlist.release.ReleaseStore;
import org.outrider.agent.people.iam.Classification;
import org.outrider.agent.store.SqliteHotLists;
import org.outrider.hal.clock.SystemClock;

/**
 * Import and lookups of a large list made by a seeded generator, beside what {@code sqlite3} itself
 * takes for the same file. The import runs in a process of its own with a heap of 256 MB.
 */
final class BenchHotList {
  private static final String LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ";
  private static final String[] STATES = "CT NY MA RI NJ PA VT NH ME OH FL TX".split(" ");
  private static final String[] MAKES = "HOND FORD TOYT CHEV DODG NISS".split(" ");
  private static final String[] COLORS = "BLK WHI BLU RED GRY SIL GRN".split(" ");
  private static final String FILES = "VPWMXCHAF";
  private static final int LOOKUPS = 20_000;
  private static final int WARM = 5_000;
  private static final int ROUNDS = 2;
  private static final int PATTERNS = 500;

  private final PrintWriter err;
  private final Path folder;

  BenchHotList(Path folder, PrintWriter err) throws IOException, TrustException {
    this.err = err;
    this.folder = folder;
    SigningKey.make(folder.resolve("keys"), "bench");
    Path trusted = Files.createDirectories(folder.resolve("trusted"));
    Files.copy(folder.resolve("keys/bench.pem"), trusted.resolve("bench.pem"));
  }

  void run(int rows, Map<String, Object> figures)
      throws IOException, HotListException, TrustException, InterruptedException {
    Path csv = folder.resolve("list.csv");
    long text = write(csv, rows);
    Path release = release(csv, rows);
    double reference = Double.NaN;
    double ours = Double.MAX_VALUE;
    Path store = folder.resolve("store");
    for (int i = 0; i < ROUNDS; i++) {
      reference = least(reference, sqlite(csv));
      err.printf("sqlite3 .import and index: %.1f s%n", reference);
      Path fresh = folder.resolve("store-" + i);
      ours = Math.min(ours, importOnce(release, fresh));
      err.printf("import: %.1f s%n", ours);
      store = fresh;
    }
    figures.put("hotlist_rows", rows);
    figures.put("hotlist_import_s", Json.one(ours));
    figures.put("hotlist_sqlite3_import_and_index_s", Json.one(reference));
    figures.put("hotlist_import_times_sqlite3", Json.four(ours / reference));
    long file = Files.size(store.resolve("bench/" + rows + ".db"));
    figures.put("hotlist_bytes_a_row_beyond_its_text", Json.one((file - text) / (double) rows));
    ReleaseStore lists = new ReleaseStore(store, new SqliteHotLists());
    try (ReleaseStore.Active active = lists.open("bench")) {
      lookups(active.list(), release, figures);
    }
    figures.put("hotlist_lookup_exact_p50_us_by_rows", curve(rows));
  }

  private static double least(double a, double b) {
    return Double.isNaN(a) ? b : Math.min(a, b);
  }

  private static String plate(Random random) {
    StringBuilder out = new StringBuilder(7);
    boolean isLong = random.nextBoolean();
    for (int i = 0; i < 3; i++) {
      out.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    for (int i = 0; i < (isLong ? 4 : 3); i++) {
      out.append((char) ('0' + random.nextInt(10)));
    }
    return out.toString();
  }

  /** The list as Texas hands NCIC out, for which {@code sqlite3} has an importer too. */
  private static long write(Path csv, int rows) throws IOException {
    Random random = new Random(rows);
    try (BufferedWriter out = Files.newBufferedWriter(csv)) {
      for (int i = 0; i < rows; i++) {
        out.write(FILES.charAt(i % FILES.length()));
        out.write("%09d,TX0000001,20261120,".formatted(i));
        out.write(plate(random));
        out.write("," + STATES[i % STATES.length] + ",2027," + (1990 + i % 35));
        out.write("," + MAKES[i % MAKES.length] + ",CIV,4D," + COLORS[i % COLORS.length] + "\n");
      }
    }
    return Files.size(csv);
  }

  private Path release(Path csv, int rows) throws HotListException, TrustException, IOException {
    Path out = folder.resolve("release-" + rows);
    Instant now = new SystemClock().utc();
    Path manifest =
        ReleaseBuilder.build(
            csv,
            new ReleaseBuilder.Order("bench", rows, null, "BENCH", now, null, "tx-ncic"),
            out,
            now);
    HotListManifest signed =
        HotListManifest.read(manifest)
            .signedBy(SigningKey.read(folder.resolve("keys/bench.key.pem")));
    Files.writeString(manifest, signed.json());
    return out;
  }

  private double sqlite(Path csv) throws IOException, InterruptedException {
    Path file = folder.resolve("reference.db");
    Files.deleteIfExists(file);
    long begin = System.nanoTime();
    Process process;
    try {
      process =
          new ProcessBuilder(
                  "sqlite3",
                  file.toString(),
                  "PRAGMA journal_mode=OFF",
                  "CREATE TABLE e (id,ori,date,plate,state,liy,vyr,vma,vmo,vst,vco)",
                  ".mode csv",
                  ".import " + csv + " e",
                  "CREATE INDEX i ON e (plate)")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      err.println("sqlite3 is not installed: no reference");
      return Double.NaN;
    }
    int code = process.waitFor();
    double seconds = (System.nanoTime() - begin) / 1e9;
    Files.deleteIfExists(file);
    if (code != 0) {
      throw new IOException("sqlite3 ended with " + code);
    }
    return seconds;
  }

  private Process importer(Path release, Path store) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(List.of("-Xmx256m", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("hotlist", "import", release.toString()));
    command.addAll(List.of("--keys", folder.resolve("trusted").toString()));
    command.addAll(List.of("--folder", store.toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("import.log").toFile())
        .start();
  }

  private double importOnce(Path release, Path store) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    int code = importer(release, store).waitFor();
    double seconds = (System.nanoTime() - begin) / 1e9;
    if (code != Exit.OK) {
      throw new IOException(
          "import ended with " + code + ": " + Files.readString(folder.resolve("import.log")));
    }
    return seconds;
  }

  private void lookups(HotList list, Path release, Map<String, Object> figures)
      throws IOException, InterruptedException {
    Matcher exact = new Matcher(() -> List.of(list), MatchRules.DEFAULT);
    double[] idle = exact(exact, 1);
    figures.put("hotlist_exact_p50_us", Json.one(quantile(idle, .5)));
    figures.put("hotlist_exact_p99_us", Json.one(quantile(idle, .99)));
    figures.put("hotlist_similar_two_doubts_p99_us", Json.one(quantile(similar(exact), .99)));
    HotList patterned = new Patterned(list, patterns());
    Matcher partial = new Matcher(() -> List.of(patterned), MatchRules.DEFAULT);
    figures.put("hotlist_500_patterns_p99_us", Json.one(quantile(exact(partial, 2), .99)));
    Process process = importer(release, folder.resolve("store-busy"));
    TimeUnit.SECONDS.sleep(2);
    double[] busy = exact(exact, 3);
    boolean whileImporting = process.isAlive();
    process.waitFor();
    Scratch.delete(folder.resolve("store-busy"));
    if (whileImporting) {
      figures.put("hotlist_exact_p99_us_during_import", Json.one(quantile(busy, .99)));
      figures.put(
          "hotlist_exact_p99_during_import_times_idle",
          Json.four(quantile(busy, .99) / quantile(idle, .99)));
    }
  }

  private static double quantile(double[] sorted, double share) {
    return sorted[(int) Math.min(sorted.length - 1L, Math.round(share * sorted.length))];
  }

  /** Microseconds of lookups by text alone, sorted. */
  private static double[] exact(Matcher matcher, long seed) {
    Random random = new Random(seed);
    double[] out = new double[LOOKUPS];
    for (int i = -WARM; i < LOOKUPS; i++) {
      PlateText plate = PlateText.of(plate(random));
      long begin = System.nanoTime();
      matcher.match(plate, List.of(), null, Instant.EPOCH);
      if (i >= 0) {
        out[i] = (System.nanoTime() - begin) / 1e3;
      }
    }
    Arrays.sort(out);
    return out;
  }

  /** Microseconds of lookups with two characters of which the reader was not sure, sorted. */
  private static double[] similar(Matcher matcher) {
    Random random = new Random(4);
    double[] out = new double[LOOKUPS];
    for (int i = -WARM; i < LOOKUPS; i++) {
      PlateText plate = PlateText.of(plate(random));
      List<CharReading> chars = new ArrayList<>();
      for (int k = 0; k < plate.normalized().length(); k++) {
        List<CharReading.Alternative> seen = new ArrayList<>();
        seen.add(new CharReading.Alternative(plate.normalized().charAt(k), k < 2 ? .6 : .999));
        if (k < 2) {
          seen.add(new CharReading.Alternative(k == 0 ? 'B' : '8', .25));
        }
        chars.add(new CharReading(seen, 0, 0, 1));
      }
      long begin = System.nanoTime();
      matcher.match(plate, chars, null, Instant.EPOCH);
      if (i >= 0) {
        out[i] = (System.nanoTime() - begin) / 1e3;
      }
    }
    Arrays.sort(out);
    return out;
  }

  private static List<ListedPattern> patterns() {
    Random random = new Random(6);
    List<ListedPattern> out = new ArrayList<>();
    for (int i = 0; i < PATTERNS; i++) {
      StringBuilder pattern = new StringBuilder(plate(random));
      pattern.setCharAt(random.nextInt(pattern.length()), '?');
      if (i % 3 == 0) {
        pattern.append('*');
      }
      out.add(
          ListedPattern.of(
              new HotListEntry(
                  "P" + i,
                  PlateText.of(pattern.toString()),
                  null,
                  Category.BOLO,
                  50,
                  Classification.LOCAL,
                  ListedVehicle.UNKNOWN,
                  "",
                  null,
                  null)));
    }
    return out;
  }

  /** A list with patterns on top. */
  private record Patterned(HotList list, List<ListedPattern> patterns) implements HotList {
    @Override
    public Edition edition() {
      return list.edition();
    }

    @Override
    public List<HotListEntry> find(String index) {
      return list.find(index);
    }

    @Override
    public int size() {
      return list.size() + patterns.size();
    }
  }

  /** Median lookup time of lists of growing size. */
  private Map<String, Object> curve(int rows)
      throws IOException, HotListException, TrustException, InterruptedException {
    Map<String, Object> out = new LinkedHashMap<>();
    for (int n : new int[] {rows / 50, rows / 5, rows, rows * 2}) {
      Path csv = folder.resolve("curve.csv");
      write(csv, n);
      Path store = folder.resolve("curve");
      importOnce(release(csv, n), store);
      ReleaseStore lists = new ReleaseStore(store, new SqliteHotLists());
      try (ReleaseStore.Active active = lists.open("bench")) {
        Matcher matcher = new Matcher(() -> List.of(active.list()), MatchRules.DEFAULT);
        out.put(String.valueOf(n), Json.one(quantile(exact(matcher, 9), .5)));
      }
      Scratch.delete(store);
      err.printf("%d rows: %s us%n", n, out.get(String.valueOf(n)));
    }
    return out;
  }
}
