package org.outrider.agent.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.config.ConfigException;
import org.outrider.agent.config.ConfigReader;
import org.outrider.agent.config.UnitConfig;
import org.outrider.agent.equipment.Equipment;
import org.outrider.agent.health.Fault;
import org.outrider.agent.health.Health;
import org.outrider.agent.hotlist.Freshness;
import org.outrider.agent.hotlist.HotList;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.inventory.MaintenancePlan;
import org.outrider.agent.read.UnitId;
import org.outrider.agent.store.SqliteStore;
import org.outrider.agent.store.StoreException;
import org.outrider.agent.trust.TrustException;
import org.outrider.agent.update.UpdateFetch;
import org.outrider.agent.update.UpdateSettings;
import org.outrider.agent.vision.Look;
import org.outrider.agent.vision.PlateFinder;
import org.outrider.agent.vision.onnx.DetectorOptions;
import org.outrider.agent.vision.onnx.ModelException;
import org.outrider.agent.vision.onnx.Models;
import org.outrider.hal.DeviceException;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.camera.Camera;
import org.outrider.hal.camera.CameraEvent;
import org.outrider.hal.camera.Frame;
import org.outrider.hal.clock.ClockQuality;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.gnss.GnssEvent;
import org.outrider.hal.gnss.GnssReceiver;
import org.outrider.hal.probe.Probe;
import org.outrider.hal.sim.SimCamera;
import org.outrider.hal.sim.StreetScript;
import org.outrider.hal.spi.Devices;
import org.outrider.hal.spi.HalContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "doctor",
    description = "Checks the unit part by part and says what to do; works offline.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit codes: 0 all good, 1 a warning, 2 something is bad.",
      "",
      "Examples:",
      "  outrider doctor",
      "  outrider doctor --config /etc/outrider/outrider.toml --json"
    })
final class DoctorCommand implements Callable<Integer> {
  private static final String KNOWN_PLATE = "GXY1284";
  private static final long MANY_ROWS = 10_000;
  private static final Pattern SLOT = Pattern.compile("root=PARTLABEL=root-([ab])");

  /** Judgement of one part, from best to worst. */
  private enum Verdict {
    GOOD,
    WARN,
    BAD
  }

  private record Finding(String part, Verdict verdict, String value, String advice) {}

  @Spec CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Configuration to check; without it only the software and the board are checked.")
  @Nullable Path config;

  @Option(names = "--models", paramLabel = "DIR", description = "Folder of the models.")
  @Nullable Path models;

  @Option(names = "--json", description = "One JSON object.")
  boolean json;

  private final Devices devices = new Devices();
  private final SystemClock clock = new SystemClock();
  private final List<Finding> findings = new ArrayList<>();

  DoctorCommand() {
    spec = CommandSpec.create();
  }

  @Override
  public Integer call() throws InterruptedException, JsonProcessingException {
    reading();
    clock();
    if (config == null) {
      board(DeviceUri.parse("sysfs:/"));
      disk(new File("."));
    } else {
      unit(config);
    }
    slot(Path.of("/proc/cmdline"));
    Verdict worst =
        findings.stream().map(Finding::verdict).max(Enum::compareTo).orElse(Verdict.GOOD);
    if (json) {
      Map<String, Object> out = new LinkedHashMap<>();
      out.put("verdict", worst.name().toLowerCase(Locale.ROOT));
      out.put("findings", findings);
      spec.commandLine().getOut().println(Json.MAPPER.writeValueAsString(out));
    } else {
      for (Finding f : findings) {
        spec.commandLine()
            .getOut()
            .printf(
                "%-4s  %-16s %s%s%n",
                f.verdict(),
                f.part(),
                f.value(),
                f.advice().isEmpty() ? "" : "\n      → " + f.advice());
      }
    }
    return switch (worst) {
      case GOOD -> Exit.OK;
      case WARN -> Exit.WARNING;
      case BAD -> Exit.FAULT;
    };
  }

  private void say(String part, Verdict verdict, String value, String advice) {
    findings.add(new Finding(part, verdict, value, verdict == Verdict.GOOD ? "" : advice));
  }

  /** A known plate, drawn and read by the very pipeline that reads the street. */
  private void reading() throws InterruptedException {
    try (PlateFinder finder = Models.open(Home.models(models), DetectorOptions.DEFAULT)) {
      say(
          "models",
          Verdict.GOOD,
          finder.models().stream()
              .map(m -> m.name() + " " + m.version())
              .collect(Collectors.joining(", ", "", ", hashes right")),
          "");
      StreetScript script = StreetScript.parked(KNOWN_PLATE, 5, StreetScript.Light.DAY);
      try (SimCamera camera =
          new SimCamera(script, 1280, 720, 5, false, new HalContext("doctor", clock))) {
        String best = "";
        for (int i = 0; i < 5 && camera.next() instanceof Frame frame; i++) {
          try (frame) {
            Optional<Look> surest =
                finder.look(frame.image()).stream()
                    .max(Comparator.comparingDouble(l -> l.reading().confidence()));
            best = surest.map(l -> l.reading().text()).orElse(best);
          }
        }
        boolean isRight = best.equals(KNOWN_PLATE);
        say(
            "known plate",
            isRight ? Verdict.GOOD : Verdict.BAD,
            isRight ? "read right" : "read as \"" + best + "\"",
            "the models do not read on this machine: reinstall them");
      }
    } catch (ModelException | CommandException e) {
      say("models", Verdict.BAD, String.valueOf(e.getMessage()), "reinstall the models");
    }
  }

  private void clock() {
    ClockQuality q = clock.quality();
    say(
        "clock",
        q.synced() ? Verdict.GOOD : Verdict.WARN,
        clock.utc() + " from " + q.source().name().toLowerCase(Locale.ROOT),
        "time is not followed: check chrony and the GNSS receiver");
  }

  private void board(DeviceUri uri) {
    try (Probe probe = devices.probe(uri, new HalContext("board", clock))) {
      probe
          .tempC()
          .ifPresent(
              t ->
                  say(
                      "temperature",
                      t < BoardLimits.HOT_C ? Verdict.GOOD : Verdict.WARN,
                      "%.0f °C".formatted(t),
                      "the board throttles above " + BoardLimits.HOT_C + " °C: check its cooling"));
      probe
          .undervoltage()
          .ifPresent(
              u ->
                  say(
                      "supply",
                      u == 0 ? Verdict.GOOD : Verdict.WARN,
                      u == 0 ? "steady" : "too low since power-on",
                      "check the supply and its cable"));
      probe
          .storageWearPercent()
          .ifPresent(
              w ->
                  say(
                      "storage wear",
                      w < BoardLimits.WORN_PERCENT ? Verdict.GOOD : Verdict.WARN,
                      w + " % of its life is behind it",
                      "replace the card before it fails"));
    } catch (DeviceException e) {
      say("board", Verdict.WARN, String.valueOf(e.getMessage()), "readings of the board fail");
    }
  }

  private void disk(File of) {
    long free = of.getUsableSpace();
    say(
        "disk",
        free > BoardLimits.LEAST_FREE_BYTES ? Verdict.GOOD : Verdict.BAD,
        "%d MiB free at %s".formatted(free >> 20, of),
        "less than %d MiB: deliver or purge".formatted(BoardLimits.LEAST_FREE_BYTES >> 20));
  }

  /** Which of the two roots of an image this is; nothing is said elsewhere. */
  private void slot(Path commandLine) {
    try {
      Matcher slot = SLOT.matcher(Files.readString(commandLine));
      if (slot.find()) {
        say("slot", Verdict.GOOD, slot.group(1), "");
      }
    } catch (IOException e) {
      say("slot", Verdict.WARN, String.valueOf(e.getMessage()), "the kernel does not say");
    }
  }

  /** What waits for central, and what is to be done on the unit. */
  private void backlog(UnitConfig unit, Policy policy) {
    if (!Files.exists(unit.store().file())) {
      return; // never started
    }
    try (SqliteStore store = SqliteStore.beside(unit.store().file(), new Health(), clock::utc);
        Probe probe = devices.probe(unit.inventory().board(), new HalContext("board", clock))) {
      long waiting = 0;
      long refused = 0;
      for (Map.Entry<String, Long> lane : store.counts().entrySet()) {
        waiting += lane.getKey().endsWith(".new") ? lane.getValue() : 0;
        refused += lane.getKey().endsWith(".quarantined") ? lane.getValue() : 0;
      }
      boolean hasUplink = unit.uplink().isPresent();
      say(
          "backlog",
          hasUplink && waiting > MANY_ROWS ? Verdict.WARN : Verdict.GOOD,
          hasUplink ? waiting + " rows wait for central" : "no central is configured",
          "the link to central: broker, certificate, network");
      if (refused > 0) {
        say(
            "refused",
            Verdict.WARN,
            refused + " rows that central refused",
            "tell the administrator: they are kept aside");
      }
      Equipment equipment =
          new Equipment(
              new Equipment.Owner(
                  new UnitId(unit.unit().agency(), unit.unit().id(), unit.unit().deployment()),
                  policy.profile().stamp(),
                  unit.inventory().assetTag(),
                  unit.inventory().assignment(),
                  unit.inventory().plan()),
              store,
              AgentUnit.unitKey(unit.audit().key()),
              clock::utc,
              new UnitParts(unit, probe, List.of(), Path.of("/")));
      for (MaintenancePlan.Due due : equipment.due()) {
        say(
            "to be " + due.work(),
            due.isLate(equipment.today()) ? Verdict.WARN : Verdict.GOOD,
            "by " + due.on(),
            "it is late");
      }
      for (String damage : equipment.damage()) {
        say("damage", Verdict.WARN, damage, "replace the part, and enter that");
      }
    } catch (StoreException | DeviceException | TrustException e) {
      say("backlog", Verdict.BAD, String.valueOf(e.getMessage()), "the database cannot be read");
    }
  }

  private void unit(Path file) throws InterruptedException {
    UnitConfig unit;
    try {
      unit = ConfigReader.read(file, devices);
      say("configuration", Verdict.GOOD, file.toString(), "");
    } catch (ConfigException e) {
      say("configuration", Verdict.BAD, String.valueOf(e.getMessage()), "mend the lines named");
      return;
    }
    board(unit.inventory().board());
    for (UnitConfig.CameraConfig camera : unit.cameras()) {
      camera(camera);
    }
    gnss(unit);
    try {
      devices.sounder(unit.alert().sound(), new HalContext("alert", clock)).close();
      say("sound", Verdict.GOOD, unit.alert().sound().text() + " opens", "");
    } catch (DeviceException | IllegalArgumentException e) {
      say("sound", Verdict.BAD, String.valueOf(e.getMessage()), "alerts are not heard");
    }
    disk(
        Objects.requireNonNullElse(unit.store().file().toAbsolutePath().getParent(), Path.of("/"))
            .toFile());
    policy(unit);
    unit.update().ifPresent(this::update);
    unit.uplink().flatMap(UnitConfig.UplinkConfig::certificate).ifPresent(this::certificate);
  }

  private void update(UpdateSettings settings) {
    UpdateFetch.Result last = UpdateFetch.last(settings);
    String value =
        switch (last.outcome()) {
          case NOTHING -> "none is offered";
          case FAILED -> last.version() + " " + last.cause();
          case DONE -> last.version() + " runs, and is kept";
          case FETCHED -> last.version() + " is fetched, and waits until the unit is parked";
          default ->
              "%s on its way, %d MB so far"
                  .formatted(last.version(), last.fetchedBytes() / 1_000_000);
        };
    say(
        "update",
        last.outcome() == UpdateFetch.Outcome.FAILED ? Verdict.WARN : Verdict.GOOD,
        value,
        "it is not tried again: offer another version");
  }

  private void camera(UnitConfig.CameraConfig camera) throws InterruptedException {
    String part = "camera " + camera.id();
    try (Camera opened = devices.camera(camera.uri(), new HalContext(camera.id(), clock))) {
      long start = clock.monotonicNanos();
      int frames = 0;
      String size = "";
      CameraEvent event = opened.next();
      while (event instanceof Frame frame && frames < 10) {
        try (frame) {
          size = frame.image().widthPx() + "x" + frame.image().heightPx();
          frames++;
        }
        event = opened.next();
      }
      if (event instanceof Frame frame) {
        frame.close();
      }
      double rate = frames / ((clock.monotonicNanos() - start) / 1e9);
      say(
          part,
          frames > 0 ? Verdict.GOOD : Verdict.BAD,
          frames > 0 ? "%s, %.0f frames/s".formatted(size, rate) : event.toString(),
          "no frames: check cable and URI " + camera.uri());
    } catch (DeviceException | IllegalArgumentException e) {
      say(part, Verdict.BAD, String.valueOf(e.getMessage()), "check cable and URI");
    }
  }

  private void gnss(UnitConfig unit) throws InterruptedException {
    try (GnssReceiver receiver = devices.gnss(unit.gnss().uri(), new HalContext("gnss", clock))) {
      GnssEvent event = receiver.next();
      long until = clock.monotonicNanos() + Duration.ofSeconds(3).toNanos();
      while (!(event instanceof GnssEvent.Fixed || event instanceof GnssEvent.Lost)
          && clock.monotonicNanos() < until) {
        event = receiver.next();
      }
      String value =
          switch (event) {
            case GnssEvent.Fixed(var fix) -> fix.mode() + "D fix";
            case GnssEvent.Searching(String cause) -> "searching: " + cause;
            case GnssEvent.Refused(String cause) -> "refused: " + cause;
            case GnssEvent.Lost(String cause) -> "lost: " + cause;
          };
      say(
          "gnss",
          event instanceof GnssEvent.Fixed
              ? Verdict.GOOD
              : event instanceof GnssEvent.Lost ? Verdict.BAD : Verdict.WARN,
          value,
          "reads carry no position: check antenna and receiver");
    } catch (DeviceException | IllegalArgumentException e) {
      say("gnss", Verdict.BAD, String.valueOf(e.getMessage()), "check the receiver");
    }
  }

  private void policy(UnitConfig unit) {
    try {
      Policy policy = Policy.of(unit.policy());
      say("profile", Verdict.GOOD, policy.profile().stamp(), "");
      hotlist(unit.hotlist(), policy);
      backlog(unit, policy);
    } catch (ConfigException | TrustException e) {
      say("profile", Verdict.BAD, String.valueOf(e.getMessage()), "the unit will not start");
    }
  }

  private void hotlist(UnitConfig.HotListConfig config, Policy policy) {
    Health quiet = new Health();
    try (HotLists lists = new HotLists(config, policy, quiet, clock)) {
      for (HotList list : lists.get()) {
        Duration age = list.edition().age(clock.utc());
        say(
            "hot list " + list.edition().listId(),
            policy.ageLimits().of(age) == Freshness.FRESH ? Verdict.GOOD : Verdict.WARN,
            "%d entries, %d h old".formatted(list.size(), age.toHours()),
            "old by the profile: alerts say so; sync the list");
      }
      if (lists.get().isEmpty() && quiet.faults().isEmpty()) {
        say(
            "hot list",
            Verdict.WARN,
            "none",
            "reads are matched with nothing: configure [hotlist]");
      }
      for (Fault fault : quiet.faults()) {
        if (!fault.code().equals("HOTLIST_STALE")) {
          say("hot list", Verdict.BAD, fault.cause(), "take in a signed release");
        }
      }
    } catch (HotListException e) {
      say("hot list", Verdict.BAD, String.valueOf(e.getMessage()), "mend the lines named");
    }
  }

  private void certificate(Path file) {
    try (var in = Files.newInputStream(file)) {
      var certificate =
          (java.security.cert.X509Certificate)
              java.security.cert.CertificateFactory.getInstance("X.509").generateCertificate(in);
      Instant end = certificate.getNotAfter().toInstant();
      long days = Duration.between(clock.utc(), end).toDays();
      say(
          "certificate",
          days > 30 ? Verdict.GOOD : days > 0 ? Verdict.WARN : Verdict.BAD,
          days + " days left",
          "renew the unit's certificate");
    } catch (java.io.IOException | java.security.cert.CertificateException e) {
      say("certificate", Verdict.BAD, String.valueOf(e.getMessage()), "install the certificate");
    }
  }
}
