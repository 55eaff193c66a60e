package org.outrider.agent.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.outrider.agent.base.durable.Scratch;
import org.outrider.agent.base.json.Json;

/**
 * How a unit starts and what memory it takes: children of this process run {@code outrider run} as
 * a user would.
 */
final class BenchStart {
  private static final long PATIENCE_S = 60;

  private final Path models;

  BenchStart(Path models) {
    this.models = models;
  }

  void run(Map<String, Object> figures) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("outrider-bench");
    try {
      firstRead(folder); // once to warm the machine's file cache
      figures.put("start_to_first_read_s", Json.four(firstRead(folder)));
      figures.put("run_resident_mb_one_1080p_camera", resident(folder));
    } finally {
      Scratch.delete(folder);
    }
  }

  private UnitProcess start(Path folder, String camera) throws IOException {
    Files.deleteIfExists(folder.resolve("outrider.db"));
    Files.deleteIfExists(folder.resolve("outrider.db-wal"));
    Files.deleteIfExists(folder.resolve("outrider.db-shm"));
    Path config = folder.resolve("outrider.toml");
    Files.writeString(
        config,
        """
        [unit]
        agency = "BENCH0000"
        id = "bench"
        [[camera]]
        id = "front"
        uri = "%s"
        [gnss]
        uri = "sim:drive"
        [alert]
        sound = "file:%s"
        [hotlist]
        file = "hotlist.csv"
        """
            .formatted(camera, folder.resolve("alerts.wav")));
    Files.writeString(
        folder.resolve("hotlist.csv"),
        """
        plate,state,category,priority,vehicle,instructions,expires_at
        ABC1234,CT,stolen_vehicle,1,,,2099-01-01T00:00:00Z
        """);
    return new UnitProcess(config, models, Path.of("/dev/null"));
  }

  /** Seconds from the start of the process until the first read of a listed, parked car is told. */
  private double firstRead(Path folder) throws IOException, InterruptedException {
    Path sound = folder.resolve("alerts.wav");
    Files.deleteIfExists(sound);
    long begin = System.nanoTime();
    try (UnitProcess unit = start(folder, "sim:parked?plates=ABC1234&seconds=60")) {
      while (!Files.exists(sound)) {
        if ((System.nanoTime() - begin) / 1_000_000_000L > PATIENCE_S || !unit.isAlive()) {
          throw new IOException("the unit gave no read within " + PATIENCE_S + " s");
        }
        TimeUnit.MILLISECONDS.sleep(20);
      }
      return (System.nanoTime() - begin) / 1e9;
    }
  }

  /** Highest resident memory of a unit with one full-HD camera over 20 seconds of traffic. */
  private long resident(Path folder) throws IOException, InterruptedException {
    String camera = "sim:street?vehicles=100&seed=3&size=1920x1080&fps=25";
    try (UnitProcess unit = start(folder, camera)) {
      TimeUnit.SECONDS.sleep(20);
      return (long) unit.megabytes("VmHWM");
    }
  }
}
