package org.outrider.agent.cli.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.base.durable.Scratch;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.read.Ids;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.cli.Progress;
import org.outrider.agent.unit.AgentUnit;
import org.outrider.agent.unit.config.ConfigReader;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.sim.SimVehicle;
import org.outrider.hal.sim.StreetScript;
import org.outrider.hal.spi.Devices;

/**
 * How long an officer waits under load: a whole unit with more frames than it can read, ten
 * thousand reads in its outbox, a broker that does not answer, and every passing vehicle listed.
 */
public final class BenchAlerts {
  private static final int WAITING = 10_000;
  private static final int SEED = 5;

  private final Path models;
  private final int vehicles;
  private final PrintWriter err;

  BenchAlerts(Path models, int vehicles, PrintWriter err) {
    this.models = models;
    this.vehicles = vehicles;
    this.err = err;
  }

  void run(Map<String, Object> figures) throws CommandException, IOException, InterruptedException {
    Path folder = Files.createTempDirectory("outrider-bench");
    StreetScript street = StreetScript.traffic(vehicles, SEED, StreetScript.Light.DAY, List.of());
    Files.writeString(folder.resolve("hotlist.csv"), listed(street));
    Devices devices = new Devices();
    List<Double> latencies = Collections.synchronizedList(new ArrayList<>());
    try (AgentUnit unit =
        new AgentUnit(
            ConfigReader.parse("bench", config(), folder, devices),
            models,
            devices,
            new SystemClock(),
            true)) {
      fill(unit);
      unit.onAlert(alert -> latencies.add(alert.latencyMs()));
      unit.start();
      Progress progress = new Progress(err, vehicles);
      int shown = 0;
      while (!unit.awaitEnd(Duration.ofMillis(250))) {
        for (; shown < latencies.size(); shown++) {
          progress.step("alerts");
        }
      }
      progress.end();
      unit.store().flush().join();
      figures.put("alert_vehicles", vehicles);
      figures.put("alerts", latencies.size());
      figures.put("alert_latency_ms_p50", percentile(latencies, 0.5));
      figures.put("alert_latency_ms_p99", percentile(latencies, 0.99));
      figures.put("alert_latency_ms_max", percentile(latencies, 1));
      figures.put("alert_outbox_rows_waiting", waiting(unit));
      figures.put("alert_frames_captured", unit.health().counted("frame.captured"));
      figures.put("alert_frames_dropped", unit.framesDropped());
    } catch (ConfigException e) {
      throw new CommandException(e);
    } finally {
      Scratch.delete(folder);
    }
  }

  private String config() {
    return """
    [unit]
    agency = "BENCH0000"
    id = "bench"
    [[camera]]
    id = "front"
    uri = "sim:street?vehicles=%d&seed=%d&fps=100"
    [gnss]
    uri = "sim:drive"
    [alert]
    sound = "sim:sounder"
    cool_down_s = 0
    [hotlist]
    file = "hotlist.csv"
    [uplink]
    url = "tcp://127.0.0.1:1"
    """
        .formatted(vehicles, SEED);
  }

  private static String listed(StreetScript street) {
    return street.vehicles().stream()
        .map(SimVehicle::plate)
        .distinct()
        .map(plate -> plate + ",,bolo,2,,,2099-01-01T00:00:00Z")
        .collect(
            Collectors.joining(
                "\n", "plate,state,category,priority,vehicle,instructions,expires_at\n", "\n"));
  }

  private static void fill(AgentUnit unit) {
    SystemClock clock = new SystemClock();
    byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < WAITING; i++) {
      CompletableFuture<Void> _ =
          unit.store()
              .storeRead(Ids.next(clock.utc()).toString(), clock.utc(), true, body, List.of());
    }
    unit.store().flush().join();
  }

  private static long waiting(AgentUnit unit) {
    return unit.store().counts().entrySet().stream()
        .filter(e -> e.getKey().contains("."))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  public static double percentile(List<Double> values, double share) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.isEmpty()
        ? 0
        : Json.one(
            sorted.get(
                Math.clamp((int) Math.ceil(share * sorted.size()) - 1, 0, sorted.size() - 1)));
  }
}
