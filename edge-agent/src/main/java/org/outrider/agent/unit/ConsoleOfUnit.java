package org.outrider.agent.unit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.alert.Alert;
import org.outrider.agent.alert.CategorySwitches;
import org.outrider.agent.alert.disposition.Dispositions;
import org.outrider.agent.base.health.Fault;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Finding;
import org.outrider.agent.base.health.Finding.Verdict;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.health.Limits;
import org.outrider.agent.base.read.ReadPosition;
import org.outrider.agent.console.Aim;
import org.outrider.agent.console.AimView;
import org.outrider.agent.console.ConsoleUnit;
import org.outrider.agent.console.Status;
import org.outrider.agent.console.Status.Lamp;
import org.outrider.agent.console.Status.Level;
import org.outrider.agent.console.StoredHit;
import org.outrider.agent.hotlist.AgeLimits;
import org.outrider.agent.hotlist.Edition;
import org.outrider.agent.hotlist.HotList;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.custom.EntryWork;
import org.outrider.agent.hotlist.live.ListsInForce;
import org.outrider.agent.hotlist.match.Matcher;
import org.outrider.agent.link.uplink.OutboxLane;
import org.outrider.agent.link.uplink.UplinkConfig;
import org.outrider.agent.reading.capture.Duty;
import org.outrider.agent.reading.position.PositionHistory;
import org.outrider.agent.record.RecordEncoder;
import org.outrider.agent.store.SqliteStore;
import org.outrider.agent.unit.config.UnitConfig;
import org.outrider.agent.upkeep.checkup.Checkup;
import org.outrider.agent.upkeep.equipment.Equipment;
import org.outrider.hal.clock.UnitClock;
import org.outrider.hal.probe.Probe;

/** What a console shows of its unit. */
final class ConsoleOfUnit implements ConsoleUnit {
  /** The parts that it looks at. */
  record Parts(
      String name,
      Dispositions dispositions,
      CategorySwitches switches,
      RecordEncoder encoder,
      SqliteStore store,
      Path database,
      ListsInForce lists,
      Matcher matcher,
      AgeLimits ages,
      PositionHistory positions,
      Health health,
      Duty duty,
      @Nullable BooleanSupplier isLinked,
      Equipment equipment,
      UnitConfig config,
      Path models,
      String profile,
      Probe probe,
      UnitClock clock) {}

  private final Parts parts;
  private final Map<String, AimView> aims = new LinkedHashMap<>();
  private int dutyChanges = -1;
  private long runsFromNanos;

  ConsoleOfUnit(Parts parts) {
    this.parts = parts;
  }

  /** The view of one more camera. */
  AimView aimDesk(String camera) {
    AimView desk = new AimView(parts.clock());
    aims.put(camera, desk);
    return desk;
  }

  @Override
  public String name() {
    return parts.name();
  }

  @Override
  public Dispositions dispositions() {
    return parts.dispositions();
  }

  @Override
  public byte[] record(Alert alert) {
    return parts.encoder().hit(alert.hit(), alert.read(), alert.latencyMs(), alert.channels());
  }

  @Override
  public @Nullable StoredHit stored(UUID hitId) {
    byte[] body = parts.store().body(OutboxLane.HIT, hitId.toString());
    if (body == null) {
      return null;
    }
    Map<String, String> pictures = parts.store().picturesOfHit(hitId.toString());
    return new StoredHit(body, pictures.get("PLATE_PATCH"), pictures.get("OVERVIEW"));
  }

  @Override
  public byte @Nullable [] picture(String sha256) {
    return parts.store().picture(sha256);
  }

  @Override
  public Matcher matcher() {
    return parts.matcher();
  }

  @Override
  public <T> T entries(EntryWork<T> work) throws HotListException {
    return parts.lists().entries(work);
  }

  @Override
  public CategorySwitches switches() {
    return parts.switches();
  }

  @Override
  public Equipment equipment() {
    return parts.equipment();
  }

  @Override
  public List<String> cameras() {
    return List.copyOf(aims.keySet());
  }

  @Override
  public @Nullable Aim aim(String camera) throws InterruptedException {
    AimView desk = aims.get(camera);
    return desk == null ? null : desk.look();
  }

  // --- checkup -----------------------------------------------------------------------------------

  /** One at a time: the known plate takes a second set of the models. */
  @Override
  public synchronized List<Finding> checkup() throws InterruptedException {
    Checkup checkup = new Checkup(parts.clock());
    List<Fault> faults = parts.health().faults();
    checkup.reading(parts.models());
    checkup.clock();
    checkup.board(parts.probe());
    for (Map.Entry<String, AimView> camera : aims.entrySet()) {
      camera(checkup, camera.getKey(), camera.getValue(), faults);
    }
    Lamp position = position();
    checkup.say(
        "gnss",
        switch (position.level()) {
          case GOOD -> Verdict.GOOD;
          case WARNING -> Verdict.WARN;
          case BAD -> Verdict.BAD;
        },
        position.words(),
        "reads carry no position of now: check antenna and receiver");
    works(
        checkup, "sound", parts.config().alert().sound().text(), FaultCode.SOUNDER_FAILED, faults);
    works(checkup, "light", parts.config().alert().light().text(), FaultCode.LIGHT_FAILED, faults);
    checkup.disk(parts.database().toAbsolutePath().getParent());
    checkup.say("profile", Verdict.GOOD, parts.profile(), "");
    checkup.lists(parts.lists().get(), parts.ages(), faults);
    checkup.backlog(parts.store().counts(), parts.config().uplink().isPresent());
    BooleanSupplier link = parts.isLinked();
    if (link != null) {
      boolean isLinked = link.getAsBoolean();
      checkup.say(
          "link",
          isLinked ? Verdict.GOOD : Verdict.WARN,
          isLinked ? "connected" : "not connected",
          FaultCode.UPLINK_DOWN.advice());
    }
    checkup.equipment(parts.equipment());
    parts.config().update().ifPresent(checkup::update);
    parts.config().uplink().flatMap(UplinkConfig::certificate).ifPresent(checkup::certificate);
    checkup.slot();
    return checkup.findings();
  }

  private void camera(Checkup checkup, String id, AimView desk, List<Fault> faults)
      throws InterruptedException {
    AimView.Seen seen = desk.seen();
    Lamp lamp = camera(id, faults);
    boolean isFrozen = fault(FaultCode.CAMERA_FROZEN, id, faults) != null;
    if (seen != null) {
      checkup.camera(id, seen.quality(), seen.rate(), isFrozen);
    } else if (lamp.level() == Level.WARNING) {
      checkup.say("camera " + id, Verdict.WARN, "off", "log on as an officer: then it runs");
    } else {
      @Nullable Fault lost = fault(FaultCode.CAMERA_LOST, id, faults);
      checkup.say(
          "camera " + id,
          Verdict.BAD,
          lost == null ? "no frames" : lost.cause(),
          FaultCode.CAMERA_LOST.advice());
    }
  }

  private static @Nullable Fault fault(FaultCode code, String subject, List<Fault> faults) {
    return faults.stream()
        .filter(f -> f.code() == code && f.subject().equals(subject))
        .findFirst()
        .orElse(null);
  }

  private static void works(
      Checkup checkup, String part, String name, FaultCode code, List<Fault> faults) {
    @Nullable Fault fault = fault(code, "alert", faults);
    checkup.say(
        part,
        fault == null ? Verdict.GOOD : Verdict.BAD,
        fault == null ? name + " opens" : fault.cause(),
        code.advice());
  }

  // --- status ------------------------------------------------------------------------------------

  @Override
  public Status status() {
    List<Fault> faults = parts.health().faults();
    List<Status.Pending> pending = pending();
    List<Lamp> lamps = new ArrayList<>();
    lamps.add(
        switch (parts.duty().state()) {
          case ON -> reading();
          case SERVICE -> new Lamp("Reading", "off: in service", Level.WARNING);
          case OFF -> new Lamp("Reading", "off: nobody is logged on", Level.WARNING);
          case HALTED -> new Lamp("Reading", "off: not assigned here", Level.BAD);
        });
    aims.keySet().forEach(camera -> lamps.add(camera(camera, faults)));
    lamps.add(position());
    parts.lists().get().forEach(list -> lamps.add(list(list)));
    if (parts.lists().get().isEmpty()) {
      lamps.add(new Lamp("List", "none", Level.BAD));
    }
    BooleanSupplier link = parts.isLinked();
    if (link != null) {
      lamps.add(
          link.getAsBoolean()
              ? new Lamp("Link", "connected", Level.GOOD)
              : new Lamp("Link", "not connected", Level.WARNING));
    }
    long rows = pending.stream().mapToLong(Status.Pending::rows).sum();
    lamps.add(
        new Lamp(
            "Pending",
            rows == 0 ? "none" : String.valueOf(rows),
            Limits.isBacklog(rows) ? Level.WARNING : Level.GOOD));
    lamps.add(disk());
    return new Status(
        lamps,
        faults.stream()
            .map(
                f ->
                    new Status.Trouble(
                        f.code().name(),
                        f.code().words(),
                        f.subject(),
                        f.cause(),
                        f.code().advice()))
            .toList(),
        pending);
  }

  /** A unit that is meant to read and gets no frame read is not "on". */
  private Lamp reading() {
    Duration silence = silence();
    return Limits.isSilent(silence)
        ? new Lamp("Reading", "no frame for " + silence.toSeconds() + " s", Level.BAD)
        : new Lamp("Reading", "on", Level.GOOD);
  }

  @Override
  public Duration silence() {
    return aims.values().stream()
        .map(this::silence)
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  /** Counted from when the cameras began to run, if that is later than the last frame. */
  private synchronized Duration silence(AimView desk) {
    if (!parts.duty().runsCameras()) {
      return Duration.ZERO;
    }
    long now = parts.clock().monotonicNanos();
    int changes = parts.duty().changes();
    if (changes != dutyChanges) {
      dutyChanges = changes;
      runsFromNanos = now;
    }
    return Duration.ofNanos(now - Math.max(runsFromNanos, desk.frameNanos()));
  }

  private Lamp camera(String camera, List<Fault> faults) {
    Optional<CameraState> trouble = CameraState.of(camera, faults);
    if (trouble.isPresent()) {
      Level level =
          switch (trouble.get().severity()) {
            case RED -> Level.BAD;
            case AMBER -> Level.WARNING;
          };
      return new Lamp("Camera " + camera, trouble.get().word(), level);
    }
    @Nullable AimView desk = aims.get(camera);
    if (desk != null && Limits.isSilent(silence(desk))) {
      return new Lamp("Camera " + camera, "no frames", Level.BAD);
    }
    return parts.duty().runsCameras()
        ? new Lamp("Camera " + camera, "ok", Level.GOOD)
        : new Lamp("Camera " + camera, "off", Level.WARNING);
  }

  private Lamp position() {
    ReadPosition at = parts.positions().at(parts.clock().monotonicNanos());
    return switch (at.source()) {
      case NONE -> new Lamp("GNSS", "no position", Level.BAD);
      case LAST_KNOWN ->
          new Lamp("GNSS", "old by " + at.fixAge().toSeconds() + " s", Level.WARNING);
      default -> new Lamp("GNSS", "ok", Level.GOOD);
    };
  }

  private Lamp list(HotList list) {
    Edition edition = list.edition();
    String name = "List " + edition.listId();
    if (edition.builtAt() == null) {
      return new Lamp(name, "kept here", Level.GOOD);
    }
    Duration age = edition.age(parts.clock().utc());
    String words = age.toHours() < 1 ? age.toMinutes() + " min old" : age.toHours() + " h old";
    return switch (parts.ages().of(age)) {
      case FRESH -> new Lamp(name, words, Level.GOOD);
      case STALE -> new Lamp(name, "STALE, " + words, Level.WARNING);
      case UNRELIABLE -> new Lamp(name, "UNRELIABLE, " + words, Level.BAD);
    };
  }

  private List<Status.Pending> pending() {
    Map<String, Long> counts = parts.store().counts();
    List<Status.Pending> out = new ArrayList<>();
    for (OutboxLane lane : OutboxLane.values()) {
      long rows =
          counts.entrySet().stream()
              .filter(e -> e.getKey().startsWith(lane.label() + "."))
              .filter(e -> !e.getKey().endsWith(".quarantined"))
              .mapToLong(Map.Entry::getValue)
              .sum();
      out.add(new Status.Pending(lane.label(), rows));
    }
    return out;
  }

  private Lamp disk() {
    long free = parts.database().toFile().getUsableSpace();
    long freeMb = free >> 20;
    return new Lamp(
        "Disk",
        freeMb >= 1024 ? (freeMb >> 10) + " GB free" : freeMb + " MB free",
        Limits.isDiskLow(free) ? Level.BAD : Level.GOOD);
  }
}
