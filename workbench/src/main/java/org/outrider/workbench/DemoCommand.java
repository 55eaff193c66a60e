package org.outrider.workbench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.cli.AlertCard;
import org.outrider.agent.cli.Exit;
import org.outrider.agent.cli.Home;
import org.outrider.agent.cli.Terminal;
import org.outrider.agent.cli.bench.BenchAlerts;
import org.outrider.agent.link.uplink.MqttOptions;
import org.outrider.agent.link.uplink.mqtt.PahoTransport;
import org.outrider.agent.store.StoreException;
import org.outrider.agent.unit.AgentUnit;
import org.outrider.agent.unit.config.ConfigReader;
import org.outrider.central.CentralReceiver;
import org.outrider.central.EmbeddedBroker;
import org.outrider.central.JdbcCentralStore;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.spi.Devices;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "demo",
    description = {
      "Shows a whole unit on a machine with nothing attached.",
      "Plates of a simulated drive are read, listed ones alert, and everything is delivered to a"
          + " central over a broker, both started here."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  outrider demo",
      "  outrider demo --console              # a shift at the unit's own page, see"
          + " docs/officer.md",
      "  outrider demo --light night --out /tmp/demo"
    })
final class DemoCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String LISTED =
      """
      plate,state,category,priority,vehicle,instructions
      GLF4827,CT,stolen_vehicle,10,"2019 GRY SEDAN",
      TNK3056,CT,amber_alert,0,"2021 BLU VAN","Two children aboard. Do not pursue; report position."
      KRV9014,CT,bolo,40,"BLK PICKUP","Stop only with probable cause."
      """;

  @Spec CommandSpec spec;

  @Option(
      names = "--light",
      paramLabel = "LIGHT",
      defaultValue = "day",
      description = "day, dusk or night (default ${DEFAULT-VALUE}).")
  String light;

  @Option(
      names = "--vehicles",
      paramLabel = "N",
      defaultValue = "12",
      description = "Vehicles that pass (default ${DEFAULT-VALUE}).")
  int vehicles;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "demo-out",
      description = "Folder for database and page (default ${DEFAULT-VALUE}).")
  Path out;

  @Option(names = "--models", paramLabel = "DIR", description = "Folder of the models.")
  @Nullable Path models;

  @Option(
      names = "--console",
      description =
          "A shift at the unit's page: log on with the names that are shown, end by Ctrl-C.")
  boolean isConsole;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8480",
      description = "Of that page; 0 for any free one (default ${DEFAULT-VALUE}).")
  int port;

  @Option(names = "--json", description = "The closing figures as one JSON object.")
  boolean json;

  DemoCommand() {
    spec = CommandSpec.create();
    light = "day";
    out = Path.of("demo-out");
  }

  @Override
  public Integer call() throws CommandException, IOException, InterruptedException {
    PrintWriter screen = json ? spec.commandLine().getErr() : spec.commandLine().getOut();
    prepare();
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        JdbcCentralStore received = JdbcCentralStore.open(out.resolve("central.db"));
        CentralReceiver central = central(broker, received)) {
      central.start();
      DemoSpeed speed = DemoSpeed.measured(Home.models(models), light.toLowerCase(Locale.ROOT));
      if (speed.isSlowed()) {
        screen.printf(
            "This machine reads %.0f frames a second: the simulated camera gives %d instead of"
                + " %d.%n",
            speed.readHz(), speed.cameraHz(), DemoSpeed.USUAL_HZ);
      }
      if (isConsole) {
        return new DemoShift(out, light, speed.cameraHz(), port, Home.models(models), screen)
            .run(broker.url());
      }
      AgentUnit unit = unit(broker, speed.cameraHz());
      List<Double> latencies = Collections.synchronizedList(new ArrayList<>());
      unit.onAlert(
          alert -> {
            latencies.add(alert.latencyMs());
            screen.println();
            AlertCard.print(screen, alert);
          });
      try (unit) {
        unit.start();
        while (!unit.awaitEnd(Duration.ofMillis(500))) {
          show(screen, unit);
        }
        unit.store().flush().join();
        deliver(screen, unit);
        return close(screen, unit, speed.cameraHz(), received, latencies);
      }
    } catch (StoreException e) {
      throw new CommandException(e);
    }
  }

  private void prepare() throws IOException {
    Files.createDirectories(out);
    try (Stream<Path> old = Files.list(out)) {
      for (Path file :
          old.filter(f -> f.toString().matches(".*\\.(db|db-wal|db-shm|db-journal)")).toList()) {
        Files.delete(file);
      }
    }
    Files.writeString(out.resolve("hotlist.csv"), LISTED);
  }

  private static CentralReceiver central(EmbeddedBroker broker, JdbcCentralStore received) {
    return new CentralReceiver(
        received,
        new PahoTransport(
            new MqttOptions(broker.url(), null, null, null),
            "central-demo",
            CentralReceiver.subscriptions("", false),
            null),
        Clock.systemUTC(),
        null,
        null);
  }

  private AgentUnit unit(EmbeddedBroker broker, int cameraHz) throws CommandException {
    String config =
        """
        [unit]
        agency = "DEMO00000"
        id = "demo-car"
        [[camera]]
        id = "front"
        uri = "sim:street?vehicles=%d&seed=11&fps=%d&light=%s&plates=GLF4827,TNK3056,KRV9O14"
        [gnss]
        uri = "sim:drive"
        [alert]
        sound = "file:%s"
        light = "sim:light"
        [hotlist]
        file = "hotlist.csv"
        [store]
        file = "unit.db"
        [uplink]
        url = "%s"
        resend_s = 5
        """
            .formatted(
                vehicles,
                cameraHz,
                light.toLowerCase(Locale.ROOT),
                out.toAbsolutePath().resolve("alerts.wav"),
                broker.url());
    try {
      Devices devices = new Devices();
      return new AgentUnit(
          ConfigReader.parse("demo", config, out, devices),
          Home.models(models),
          devices,
          new SystemClock(),
          true);
    } catch (ConfigException e) {
      throw new CommandException(e);
    }
  }

  private static void show(PrintWriter screen, AgentUnit unit) {
    Map<String, Long> counts = unit.store().counts();
    String line =
        "frames %d  read %d  alerts %d  delivered %d"
            .formatted(
                unit.health().counted("frame.captured"),
                counts.getOrDefault("reads_stored", 0L),
                unit.health().counted("alert.raised"),
                counts.getOrDefault("stored_read", 0L));
    if (Terminal.isThere()) {
      Terminal.control(screen, "\r\u001b[K");
      screen.print(line);
    } else {
      screen.println(line);
    }
    screen.flush();
  }

  private static void deliver(PrintWriter screen, AgentUnit unit) throws InterruptedException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!isDelivered(unit) && System.nanoTime() < until) {
      show(screen, unit);
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  private static boolean isDelivered(AgentUnit unit) {
    unit.store().flush().join();
    return unit.store().counts().keySet().stream().noneMatch(k -> k.contains("."));
  }

  private int close(
      PrintWriter screen,
      AgentUnit unit,
      int cameraHz,
      JdbcCentralStore received,
      List<Double> latencies)
      throws IOException {
    Map<String, Long> counts = unit.store().counts();
    Map<String, Long> central = received.counts();
    long reads = counts.getOrDefault("reads_stored", 0L);
    long acknowledged = counts.getOrDefault("stored_read", 0L);
    boolean isWhole =
        reads > 0
            && isDelivered(unit)
            && reads == acknowledged
            && central.getOrDefault("read", 0L) == reads;
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("frames", unit.health().counted("frame.captured"));
    figures.put("frames_read", unit.health().counted("frame.read"));
    figures.put("frames_dropped", unit.framesDropped());
    figures.put("camera_fps", cameraHz);
    figures.put("vehicles", vehicles);
    figures.put("reads", reads);
    figures.put("hits", counts.getOrDefault("hits_stored", 0L));
    figures.put("alert_latency_ms_p50", BenchAlerts.percentile(latencies, 0.5));
    figures.put("alert_latency_ms_p99", BenchAlerts.percentile(latencies, 0.99));
    figures.put("reads_acknowledged", acknowledged);
    figures.put("pictures_acknowledged", counts.getOrDefault("stored_picture", 0L));
    figures.put("central_reads", central.getOrDefault("read", 0L));
    figures.put("all_acknowledged", isWhole);
    List<String> summary =
        figures.entrySet().stream()
            .map(e -> "%-24s %s".formatted(e.getKey().replace('_', ' '), e.getValue()))
            .toList();
    Path page = out.resolve("alerts.html");
    AlertPage.write(page, unit.store(), summary);
    if (json) {
      spec.commandLine().getOut().println(Json.MAPPER.writeValueAsString(figures));
    } else {
      screen.println();
      summary.forEach(screen::println);
      screen.println("alerts with pictures: " + page);
      screen.println("what was heard:       " + out.resolve("alerts.wav"));
      screen.println("what to try next:     outrider demo --console (the officer's own page)");
    }
    return isWhole ? Exit.OK : Exit.FAULT;
  }
}
