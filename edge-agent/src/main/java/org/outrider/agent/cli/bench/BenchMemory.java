package org.outrider.agent.cli.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.outrider.agent.base.durable.Scratch;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.cli.Progress;
import org.outrider.agent.reading.vision.ClipWriter;
import org.outrider.hal.camera.Frame;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.sim.SimCamera;
import org.outrider.hal.sim.StreetScript;
import org.outrider.hal.spi.HalContext;

/**
 * Resident memory of a whole unit over an hour: one camera watches the simulated street, the other
 * one plays a clip in a loop; reads and pictures are stored, no broker takes them.
 */
final class BenchMemory {
  /** What a small board has left for the unit, in MB. */
  static final double LIMIT_MB = 450;

  /** From this growth on memory counts as growing, as a share. */
  static final double GROWTH = 0.05;

  private static final int SETTLED_MINUTE = 10;
  private static final double CLIP_FPS = 10;
  private static final int CLIP_VEHICLES = 6;

  private final Path models;
  private final PrintWriter err;

  BenchMemory(Path models, PrintWriter err) {
    this.models = models;
    this.err = err;
  }

  /** What the minutes say: memory at the settled minute, the highest from there on, the growth. */
  record Verdict(int settledMinute, double settledMb, double highestMb, double growth) {
    /**
     * Judges.
     *
     * @param residentMb one a minute, the first after one minute; not empty
     */
    static Verdict of(List<Double> residentMb) {
      int settled = Math.clamp((residentMb.size() + 1) / 2, 1, SETTLED_MINUTE);
      double then = residentMb.get(settled - 1);
      double highest = 0;
      for (double mb : residentMb.subList(settled - 1, residentMb.size())) {
        highest = Math.max(highest, mb);
      }
      return new Verdict(settled, then, highest, highest / then - 1);
    }

    boolean isGood() {
      return growth < GROWTH && highestMb <= LIMIT_MB;
    }
  }

  /**
   * Runs the unit and writes {@code memory.json} and {@code memory.svg}, anew each minute.
   *
   * @return whether memory neither grows nor passes the limit
   */
  boolean run(int minutes, Path out, Map<String, Object> figures)
      throws IOException, InterruptedException {
    Files.createDirectories(out);
    Path folder = Files.createTempDirectory("outrider-bench");
    try {
      record(folder.resolve("clip.avi"));
      return measure(folder, Math.max(1, minutes), out, figures);
    } finally {
      Scratch.delete(folder);
    }
  }

  private boolean measure(Path folder, int minutes, Path out, Map<String, Object> figures)
      throws IOException, InterruptedException {
    Path log = folder.resolve("unit.log");
    List<Double> residentMb = new ArrayList<>();
    boolean isGood = false;
    Progress progress = new Progress(err, minutes);
    long begin = System.nanoTime();
    try (UnitProcess unit = new UnitProcess(config(folder), models, log)) {
      for (int minute = 1; minute <= minutes; minute++) {
        long due = begin + TimeUnit.MINUTES.toNanos(minute);
        TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
        if (!unit.isAlive()) {
          List<String> said = Files.readAllLines(log);
          throw new IOException(
              "the unit ended in minute %d: %s"
                  .formatted(minute, said.isEmpty() ? "it said nothing" : said.getLast()));
        }
        residentMb.add(Json.one(unit.megabytes("VmRSS")));
        double picturesMb = picturesMb(folder);
        isGood = write(residentMb, picturesMb, out, figures);
        progress.step(
            "minute %d: %.0f MB resident, %.1f MB of pictures stored"
                .formatted(minute, residentMb.getLast(), picturesMb));
      }
    }
    progress.end();
    return isGood;
  }

  /** Writes what is known so far, so that a run that is cut short leaves its figures. */
  private static boolean write(
      List<Double> residentMb, double picturesMb, Path out, Map<String, Object> figures)
      throws IOException {
    Verdict verdict = Verdict.of(residentMb);
    figures.put("memory_minutes", residentMb.size());
    figures.put("memory_pictures_stored_mb", Json.one(picturesMb));
    figures.put("memory_settled_minute", verdict.settledMinute());
    figures.put("memory_resident_mb_then", verdict.settledMb());
    figures.put("memory_resident_mb_highest_since", verdict.highestMb());
    figures.put("memory_growth_percent", Json.one(100 * verdict.growth()));
    figures.put("memory_is_good", verdict.isGood());
    figures.put("memory_resident_mb", List.copyOf(residentMb));
    Files.writeString(out.resolve("memory.json"), Json.text(figures) + "\n");
    MemoryPlot.write(out.resolve("memory.svg"), residentMb, LIMIT_MB);
    return verdict.isGood();
  }

  private static Path config(Path folder) throws IOException {
    return Files.writeString(
        folder.resolve("outrider.toml"),
        """
        [unit]
        agency = "BENCH0000"
        id = "bench"
        [[camera]]
        id = "front"
        uri = "sim:street?vehicles=100000&seed=1"
        [[camera]]
        id = "rear"
        uri = "file:%s?pace=real&loop=true"
        [gnss]
        uri = "sim:drive"
        [alert]
        sound = "sim:sounder"
        light = "sim:light"
        """
            .formatted(folder.resolve("clip.avi")));
  }

  private static void record(Path clip) throws IOException, InterruptedException {
    StreetScript script = StreetScript.traffic(CLIP_VEHICLES, 8, StreetScript.Light.DAY, List.of());
    HalContext context = new HalContext("bench", new SystemClock());
    try (SimCamera camera = new SimCamera(script, 1280, 720, CLIP_FPS, false, context);
        ClipWriter writer = new ClipWriter(clip, CLIP_FPS)) {
      while (camera.next() instanceof Frame frame) {
        try (frame) {
          writer.write(frame.image());
        }
      }
    }
  }

  private static double picturesMb(Path folder) throws IOException {
    Path pictures = folder.resolve("outrider.db.pictures");
    long bytes = 0;
    if (Files.isDirectory(pictures)) {
      try (Stream<Path> files = Files.walk(pictures)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          bytes += Files.size(file);
        }
      }
    }
    return bytes / 1e6;
  }
}
