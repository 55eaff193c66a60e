package org.outrider.agent.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.alert.voice.Voice;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.base.health.Finding;
import org.outrider.agent.base.health.Finding.Verdict;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.read.UnitId;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.hotlist.live.HotListConfig;
import org.outrider.agent.hotlist.live.ListsInForce;
import org.outrider.agent.link.uplink.UplinkConfig;
import org.outrider.agent.reading.capture.FreezeWatch;
import org.outrider.agent.reading.vision.ViewQuality;
import org.outrider.agent.store.SqliteStore;
import org.outrider.agent.store.StoreException;
import org.outrider.agent.unit.AgentUnit;
import org.outrider.agent.unit.ConfigCheck;
import org.outrider.agent.unit.ProfileRules;
import org.outrider.agent.unit.config.ConfigReader;
import org.outrider.agent.unit.config.UnitConfig;
import org.outrider.agent.upkeep.checkup.Checkup;
import org.outrider.agent.upkeep.equipment.Equipment;
import org.outrider.agent.upkeep.equipment.UnitParts;
import org.outrider.hal.DeviceException;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.camera.Camera;
import org.outrider.hal.camera.CameraEvent;
import org.outrider.hal.camera.Frame;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.gnss.GnssEvent;
import org.outrider.hal.gnss.GnssReceiver;
import org.outrider.hal.light.Light;
import org.outrider.hal.probe.Probe;
import org.outrider.hal.sound.Sounder;
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
      "  outrider doctor --config /etc/outrider/outrider.toml --json",
      "  outrider doctor --config /etc/outrider/outrider.toml --test-alert"
    })
final class DoctorCommand implements Callable<Integer> {
  private static final int FRAMES = 10;

  /** A camera that shows nothing new for so long is called frozen. */
  private static final Duration LOOK = Duration.ofSeconds(5);

  /** So long the lamp is lit, and a voice is waited for, in a test. */
  private static final Duration TEST = Duration.ofSeconds(3);

  @Spec CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Configuration to check; without it only the software and the board are checked.")
  @Nullable Path config;

  @Option(names = "--models", paramLabel = "DIR", description = "Folder of the models.")
  @Nullable Path models;

  @Option(
      names = "--test-alert",
      description = "Also have the voice say TEST, and light the lamp for three seconds.")
  boolean testAlert;

  @Option(names = "--json", description = "One JSON object.")
  boolean json;

  private final Devices devices = new Devices();
  private final SystemClock clock = new SystemClock();
  private final Checkup checkup = new Checkup(clock);

  DoctorCommand() {
    spec = CommandSpec.create();
  }

  @Override
  public Integer call() throws InterruptedException, JsonProcessingException {
    try {
      checkup.reading(Home.models(models));
    } catch (CommandException e) {
      checkup.say("models", Verdict.BAD, String.valueOf(e.getMessage()), "reinstall the models");
    }
    checkup.clock();
    if (config == null) {
      board(DeviceUri.parse("sysfs:/"));
      checkup.disk(Path.of("."));
    } else {
      unit(config);
    }
    checkup.slot();
    Verdict worst = checkup.worst();
    if (json) {
      Map<String, Object> out = new LinkedHashMap<>();
      out.put("verdict", worst.word());
      out.put("findings", checkup.findings());
      spec.commandLine().getOut().println(Json.MAPPER.writeValueAsString(out));
    } else {
      for (Finding f : checkup.findings()) {
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

  private void board(DeviceUri uri) {
    try (Probe probe = devices.probe(uri, new HalContext("board", clock))) {
      checkup.board(probe);
    } catch (DeviceException e) {
      checkup.say(
          "board", Verdict.WARN, String.valueOf(e.getMessage()), "readings of the board fail");
    }
  }

  /** What waits for central, and what is to be done on the unit. */
  private void backlog(UnitConfig unit, ProfileRules policy) {
    if (!Files.exists(unit.store().file())) {
      return; // never started
    }
    try (SqliteStore store = SqliteStore.beside(unit.store().file(), new Health(), clock::utc);
        Probe probe = devices.probe(unit.inventory().board(), new HalContext("board", clock))) {
      checkup.backlog(store.counts(), unit.uplink().isPresent());
      checkup.equipment(
          new Equipment(
              new Equipment.Owner(
                  new UnitId(unit.unit().agency(), unit.unit().id(), unit.unit().deployment()),
                  policy.profile().stamp(),
                  unit.inventory().assetTag(),
                  unit.inventory().assignment(),
                  unit.inventory().plan()),
              store,
              SigningKey.readOrMake(unit.audit().key()),
              clock::utc,
              new UnitParts(unit.equipment(), probe, List.of(), Path.of("/"))));
    } catch (StoreException | DeviceException | TrustException e) {
      checkup.say(
          "backlog", Verdict.BAD, String.valueOf(e.getMessage()), "the database cannot be read");
    }
  }

  private void unit(Path file) throws InterruptedException {
    UnitConfig unit;
    try {
      unit = ConfigReader.read(file, devices);
      configuration(file);
    } catch (ConfigException e) {
      checkup.say(
          "configuration", Verdict.BAD, String.valueOf(e.getMessage()), "mend the lines named");
      return;
    }
    board(unit.inventory().board());
    for (UnitConfig.CameraConfig camera : unit.cameras()) {
      camera(camera);
    }
    gnss(unit);
    sound(unit.alert());
    light(unit.alert());
    checkup.disk(unit.store().file().toAbsolutePath().getParent());
    policy(unit);
    unit.update().ifPresent(checkup::update);
    unit.uplink().flatMap(UplinkConfig::certificate).ifPresent(checkup::certificate);
  }

  private void configuration(Path file) {
    ConfigCheck found = ConfigCheck.of(file, devices, clock.utc());
    if (!found.problems().isEmpty()) {
      checkup.say(
          "configuration",
          Verdict.BAD,
          file + ": " + String.join("; ", found.problems()),
          "mend the lines named");
    } else if (!found.warnings().isEmpty()) {
      checkup.say(
          "configuration",
          Verdict.WARN,
          file + ": " + String.join("; ", found.warnings()),
          "bring what is not there yet");
    } else {
      checkup.say("configuration", Verdict.GOOD, file.toString(), "");
    }
  }

  private void sound(UnitConfig.AlertConfig alert) throws InterruptedException {
    String name = alert.sound().text();
    try (Sounder sounder = devices.sounder(alert.sound(), new HalContext("alert", clock))) {
      if (testAlert) {
        sounder.play(new Voice().say(new short[0], Voice.spell("TEST")));
        clock.pause(TEST);
      }
      checkup.say("sound", Verdict.GOOD, name + (testAlert ? " said TEST" : " opens"), "");
    } catch (DeviceException | IllegalArgumentException e) {
      checkup.say("sound", Verdict.BAD, String.valueOf(e.getMessage()), "alerts are not heard");
    }
  }

  private void light(UnitConfig.AlertConfig alert) throws InterruptedException {
    String name = alert.light().text();
    try (Light light = devices.light(alert.light(), new HalContext("alert", clock))) {
      if (testAlert) {
        light.set(true);
        clock.pause(TEST);
        light.set(false);
      }
      checkup.say("light", Verdict.GOOD, name + (testAlert ? " was lit" : " opens"), "");
    } catch (DeviceException | IllegalArgumentException e) {
      checkup.say("light", Verdict.BAD, String.valueOf(e.getMessage()), "alerts show no light");
    }
  }

  private void camera(UnitConfig.CameraConfig camera) throws InterruptedException {
    String part = "camera " + camera.id();
    FreezeWatch still = new FreezeWatch(1);
    try (Camera opened =
        camera.turn().of(devices.camera(camera.uri(), new HalContext(camera.id(), clock)))) {
      long start = clock.monotonicNanos();
      int frames = 0;
      boolean hasMoved = false;
      double seconds = 0;
      ViewQuality view = null;
      CameraEvent event = opened.next();
      while (event instanceof Frame frame) {
        try (frame) {
          hasMoved |= !still.isFrozen(frame.image().mat()) && frames > 0;
          view = ViewQuality.of(frame.image());
          frames++;
          seconds = (clock.monotonicNanos() - start) / 1e9;
          if (frames >= FRAMES && (hasMoved || seconds > LOOK.toSeconds())) {
            break;
          }
        }
        event = opened.next();
      }
      if (view == null) {
        checkup.say(
            part, Verdict.BAD, event.toString(), "no frames: check cable and URI " + camera.uri());
      } else {
        checkup.camera(camera.id(), view, frames / seconds, !hasMoved && frames >= FRAMES);
      }
    } catch (DeviceException | IllegalArgumentException e) {
      checkup.say(part, Verdict.BAD, String.valueOf(e.getMessage()), "check cable and URI");
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
            case GnssEvent.Fixed(var fix, var doubt) ->
                fix.mode() + "D fix" + (doubt == null ? "" : ", but " + doubt);
            case GnssEvent.NoFixSentences(String cause) -> cause;
            case GnssEvent.Searching(String cause) -> "searching: " + cause;
            case GnssEvent.Refused(String cause) -> "refused: " + cause;
            case GnssEvent.Lost(String cause) -> "lost: " + cause;
          };
      checkup.say(
          "gnss",
          event instanceof GnssEvent.Fixed(_, var doubt) && doubt == null
              ? Verdict.GOOD
              : event instanceof GnssEvent.Lost ? Verdict.BAD : Verdict.WARN,
          value,
          event instanceof GnssEvent.Fixed
              ? "the position counts, the receiver's date does not: wait, or update its firmware"
              : "reads carry no position: check antenna and receiver");
    } catch (DeviceException | IllegalArgumentException e) {
      checkup.say("gnss", Verdict.BAD, String.valueOf(e.getMessage()), "check the receiver");
    }
  }

  private void policy(UnitConfig unit) {
    try {
      ProfileRules policy = ProfileRules.of(unit.policy());
      checkup.say("profile", Verdict.GOOD, policy.profile().stamp(), "");
      hotlist(unit.hotlist(), policy);
      backlog(unit, policy);
    } catch (ConfigException | TrustException e) {
      checkup.say(
          "profile", Verdict.BAD, String.valueOf(e.getMessage()), "the unit will not start");
    }
  }

  private void hotlist(HotListConfig config, ProfileRules policy) {
    Health quiet = new Health();
    try (ListsInForce lists =
        new ListsInForce(config, policy.listRules(), AgentUnit.LIST_STORAGE, quiet, clock)) {
      checkup.lists(lists.get(), policy.ageLimits(), quiet.faults());
    }
  }
}
