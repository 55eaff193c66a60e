package org.outrider.agent.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.File;
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
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.config.ConfigException;
import org.outrider.agent.config.ConfigReader;
import org.outrider.agent.config.UnitConfig;
import org.outrider.agent.health.Fault;
import org.outrider.agent.health.Health;
import org.outrider.agent.hotlist.Freshness;
import org.outrider.agent.hotlist.HotList;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.trust.TrustException;
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
    board();
    if (config != null) {
      unit(config);
    }
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

  private void board() {
    try (Probe probe = devices.probe(DeviceUri.parse("sysfs:/"), new HalContext("board", clock))) {
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
    } catch (DeviceException e) {
      say("board", Verdict.WARN, String.valueOf(e.getMessage()), "readings of the board fail");
    }
    long free = new File(".").getUsableSpace();
    say(
        "disk",
        free > BoardLimits.LEAST_FREE_BYTES ? Verdict.GOOD : Verdict.BAD,
        (free >> 20) + " MiB free",
        "less than %d MiB: deliver or purge".formatted(BoardLimits.LEAST_FREE_BYTES >> 20));
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
    policy(unit);
    unit.uplink().flatMap(UnitConfig.UplinkConfig::certificate).ifPresent(this::certificate);
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
    } catch (ConfigException | TrustException e) {
      say("profile", Verdict.BAD, String.valueOf(e.getMessage()), "the unit will not start");
    }
  }

  private void hotlist(UnitConfig.HotListConfig config, Policy policy) {
    Health quiet = new Health();
    try (HotLists lists =
        new HotLists(config, policy.ageLimits(), policy.customRules(), quiet, clock)) {
      for (HotList list : lists.get()) {
        Duration age = list.edition().age(clock.utc());
        say(
            "hot list " + list.edition().listId(),
            policy.ageLimits().of(age) == Freshness.FRESH ? Verdict.GOOD : Verdict.WARN,
            "%d entries, %d h old".formatted(list.size(), age.toHours()),
            "old by the profile: alerts say so; sync the list");
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
