package org.outrider.agent.unit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.alert.Alert;
import org.outrider.agent.alert.AlertEngine;
import org.outrider.agent.alert.AlertRules;
import org.outrider.agent.alert.disposition.Disposition;
import org.outrider.agent.alert.disposition.DispositionException;
import org.outrider.agent.alert.disposition.DispositionJson;
import org.outrider.agent.alert.disposition.Dispositions;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.base.health.ClockWatch;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.health.StatusLed;
import org.outrider.agent.base.read.Deployment;
import org.outrider.agent.base.read.ModelRef;
import org.outrider.agent.base.read.OnDuty;
import org.outrider.agent.base.read.UnitId;
import org.outrider.agent.base.tls.ServerIdentity;
import org.outrider.agent.base.tls.TlsException;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.console.AimView;
import org.outrider.agent.console.Console;
import org.outrider.agent.hotlist.HotList;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.live.ListStorage;
import org.outrider.agent.hotlist.live.ListUpdates;
import org.outrider.agent.hotlist.live.ListsInForce;
import org.outrider.agent.hotlist.match.Confusions;
import org.outrider.agent.hotlist.match.Matcher;
import org.outrider.agent.hotlist.release.ReleaseStore;
import org.outrider.agent.link.directive.BeatHits;
import org.outrider.agent.link.directive.Directives;
import org.outrider.agent.link.directive.RemoteCommands;
import org.outrider.agent.link.uplink.CentralListener;
import org.outrider.agent.link.uplink.Uplink;
import org.outrider.agent.link.uplink.UplinkConfig;
import org.outrider.agent.people.audit.Action;
import org.outrider.agent.people.audit.Audit;
import org.outrider.agent.people.audit.AuditCourier;
import org.outrider.agent.people.audit.AuditEntry;
import org.outrider.agent.people.audit.AuditException;
import org.outrider.agent.people.audit.AuditedLogOn;
import org.outrider.agent.people.iam.Actor;
import org.outrider.agent.people.iam.LogOn;
import org.outrider.agent.people.iam.Session;
import org.outrider.agent.people.iam.Sessions;
import org.outrider.agent.people.iam.User;
import org.outrider.agent.people.iam.UserList;
import org.outrider.agent.people.iam.Users;
import org.outrider.agent.people.iam.UsersConfig;
import org.outrider.agent.policy.Profile;
import org.outrider.agent.reading.capture.CaptureLoop;
import org.outrider.agent.reading.capture.Duty;
import org.outrider.agent.reading.capture.FrameSlot;
import org.outrider.agent.reading.capture.LanePulse;
import org.outrider.agent.reading.position.GnssLoop;
import org.outrider.agent.reading.position.PositionHistory;
import org.outrider.agent.reading.track.PassTracker;
import org.outrider.agent.reading.track.RecognizeLoop;
import org.outrider.agent.reading.track.TrackOptions;
import org.outrider.agent.reading.vision.ModelId;
import org.outrider.agent.reading.vision.PlateFinder;
import org.outrider.agent.reading.vision.onnx.DetectorOptions;
import org.outrider.agent.reading.vision.onnx.ModelException;
import org.outrider.agent.reading.vision.onnx.Models;
import org.outrider.agent.record.RecordEncoder;
import org.outrider.agent.record.SessionReport;
import org.outrider.agent.record.retention.Retention;
import org.outrider.agent.record.retention.RetentionRules;
import org.outrider.agent.store.SqliteAccountStore;
import org.outrider.agent.store.SqliteAuditStore;
import org.outrider.agent.store.SqliteCustomStore;
import org.outrider.agent.store.SqliteHotLists;
import org.outrider.agent.store.SqliteStore;
import org.outrider.agent.store.StoreException;
import org.outrider.agent.unit.config.UnitConfig;
import org.outrider.agent.unit.lane.PassReporter;
import org.outrider.agent.upkeep.equipment.Equipment;
import org.outrider.agent.upkeep.equipment.EquipmentLoop;
import org.outrider.hal.DeviceException;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.clock.UnitClock;
import org.outrider.hal.light.Light;
import org.outrider.hal.service.ServiceManager;
import org.outrider.hal.sim.SimLight;
import org.outrider.hal.sim.SimSounder;
import org.outrider.hal.sound.Sounder;
import org.outrider.hal.spi.Devices;
import org.outrider.hal.spi.HalContext;
import org.tinylog.Logger;

/**
 * One running unit: wires the parts by hand, starts them from the store outwards and stops them the
 * other way round.
 */
public final class AgentUnit implements AutoCloseable {
  private static final Duration STOP = Duration.ofSeconds(10);
  private static final Duration TICK = Duration.ofSeconds(1);

  /** How often it is looked whether the console's certificate has come, or was renewed. */
  private static final Duration CONSOLE = Duration.ofSeconds(30);

  /** How often it is looked whether a day is over. */
  private static final Duration USAGE = Duration.ofMinutes(10);

  /** Threads that may wait for something other than their own stop. */
  private static final Set<String> WAITING = Set.of("gnss", "button", "hotlist-sync", "retention");

  /** Who presses a button is not known. */
  private static final Actor BUTTON = new Actor("button", "officer");

  /** Lists are SQLite files. */
  public static final ListStorage LIST_STORAGE =
      new ListStorage(new SqliteHotLists(), SqliteCustomStore::open);

  private final UnitConfig config;
  private final UnitClock clock;
  private final Devices devices;
  private final Health health = new Health();
  private final Duty duty;
  private final SqliteAuditStore events;
  private final Audit audit;
  private final AuditCourier courier;
  private final ClockWatch clockWatch;
  private final ConsoleOfUnit desk;
  private @Nullable Console console;
  private @Nullable SqliteAccountStore accounts;
  private @Nullable Users users;
  private @Nullable Sessions watched;
  private final boolean waitsForLogOn;

  private final UnitId id;
  private final String profileStamp;

  /** Who was logged on when it was last looked. */
  private List<Session> reported = List.of();

  private long usageLooked;
  private long consoleLooked;

  /** Of whoever is logged on; empty for nobody. */
  private volatile OnDuty onDuty = OnDuty.NOBODY;

  private final ListsInForce hotLists;
  private final @Nullable ListUpdates sync;
  private final SqliteStore store;
  private final Retention retention;
  private final Directives directives;
  private final BeatHits beatHits;
  private final EquipmentLoop equipment;
  private final ServiceManager manager;
  private final Supervision supervision;
  private final ParkedMark parked;
  private final @Nullable StatusLed led;
  private final AlertEngine alerts;
  private final Dispositions dispositions;
  private final List<ButtonLoop> buttons = new ArrayList<>();
  private final PositionHistory positions;
  private final GnssLoop gnss;
  private final @Nullable Uplink uplink;
  private final List<CaptureLoop> captures = new ArrayList<>();
  private final List<RecognizeLoop> recognizers = new ArrayList<>();
  private final List<PassReporter> desks = new ArrayList<>();
  private final List<AimView> aims = new ArrayList<>();
  private final List<FrameSlot> slots = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final AtomicBoolean isClosed = new AtomicBoolean();
  private final CountDownLatch ended;

  /**
   * Builds a unit; nothing runs yet.
   *
   * @throws CommandException when a model, the list or the database cannot be used
   */
  public AgentUnit(
      UnitConfig config, Path models, Devices devices, UnitClock clock, boolean isTraining)
      throws CommandException {
    this.config = config;
    this.clock = clock;
    this.devices = devices;
    id = new UnitId(config.unit().agency(), config.unit().id(), config.unit().deployment());
    store = store(config, clock, health);
    try {
      ProfileRules policy =
          ProfileRules.inForce(config.policy(), store.versions().message("profile"), health);
      profileStamp = policy.profile().stamp();
      waitsForLogOn =
          config.console().isPresent() && policy.startsWithLogOn(config.unit().deployment());
      duty = new Duty(waitsForLogOn ? Duty.State.OFF : Duty.State.ON);
      events = new SqliteAuditStore(config.audit().file());
      SigningKey unitKey = unitKey(config.audit().key());
      store.sealBy(unitKey);
      audit =
          new Audit(
              id, policy.profile().stamp(), policy.auditKeep(), events, unitKey, clock, health);
      clockWatch = new ClockWatch(health, step -> note(Action.CLOCK_STEP, "clock", "utc", step));
      AlertRules alertRules = policy.alertRules();
      hotLists =
          new ListsInForce(config.hotlist(), policy.listRules(), LIST_STORAGE, health, clock);
      sync =
          config
              .hotlist()
              .sync()
              .map(
                  s ->
                      new ListUpdates(
                          s,
                          new ReleaseStore(
                              config.hotlist().folder().orElseThrow(), LIST_STORAGE.files()),
                          policy.importRules(),
                          policy.syncInterval(),
                          health,
                          clock))
              .orElse(null);
      List<PlateFinder> finders = finders(models, policy);
      Matcher matcher =
          new Matcher(hotLists, policy.matchRules(Confusions.of(finders.getFirst().confusions())));
      refuseOlder(policy.profile());
      note(Action.PROFILE_LOAD, "profile", policy.profile().stamp(), "");
      hotLists.onSwap(now -> note(Action.LIST_SWAP, "hotlist", now, ""));
      courier = new AuditCourier(events, store::storeAudit, health);
      audit.onEvent(courier::wake);
      HealthReport[] report = new HealthReport[1];
      Directives.Keys keys =
          new Directives.Keys(
              config.uplink().flatMap(UplinkConfig::keys),
              config.users().map(UsersConfig::keys),
              config.policy());
      RemoteCommands commands =
          new RemoteCommands(
              id, keys, store.versions(), audit, clock, () -> report[0].write(), this::answer);
      directives =
          new Directives(
              id,
              keys,
              policy.profile(),
              store.versions(),
              store.retention(),
              audit,
              health,
              commands);
      alerts =
          new AlertEngine(sounder(), light(), health, clock, config.alert().coolDown(), alertRules);
      alerts.warmUp();
      dispositions =
          new Dispositions(
              policy.dispositionRules(),
              store,
              new DispositionJson(id, policy.profile().stamp()),
              clock,
              health);
      alerts.addScreen(dispositions::present);
      dispositions.onStep(
          step -> {
            if (!step.state().isOpen()) {
              alerts.silence(step.hitId());
              if (dispositions.current().isEmpty()) {
                alerts.settle();
              }
            }
          });
      buttons();
      positions = new PositionHistory(config.gnss().fresh());
      gnss = new GnssLoop(config.gnss(), devices, positions, health, clock);
      led = config.led().map(uri -> new StatusLed(uri, devices, health, clock)).orElse(null);
      parked =
          new ParkedMark(
              Optional.ofNullable(System.getenv("RUNTIME_DIRECTORY")).map(Path::of),
              id.deployment() == Deployment.MOBILE,
              duty,
              positions,
              () -> dispositions.current().isPresent(),
              clock);
      beatHits = new BeatHits(id, config.uplink(), alerts, dispositions, duty, clock, health);
      uplink = config.uplink().map(u -> uplink(u, id)).orElse(null);
      RetentionRules keeping = policy.retentionRules((long) config.store().mostMb() << 20);
      retention =
          new Retention(keeping, store.retention(), new RetentionWitness(audit), clock, health);
      RecordEncoder encoder =
          new RecordEncoder(
              policy.recordStamp(keeping, config.unit().beat()),
              alertRules,
              () -> onDuty,
              retention::holds);
      List<ModelRef> refs = finders.getFirst().models().stream().map(AgentUnit::ref).toList();
      equipment =
          new EquipmentLoop(
              config.equipment(),
              devices,
              new EquipmentLoop.Services(
                  id,
                  policy.profile().stamp(),
                  store,
                  unitKey,
                  positions,
                  duty,
                  audit,
                  health,
                  clock,
                  refs),
              () -> {
                if (uplink != null) {
                  uplink.sendHealth(report[0].write());
                }
              });
      report[0] =
          new HealthReport(
              new HealthReport.Parts(
                  id,
                  config.cameras().stream().map(UnitConfig.CameraConfig::id).toList(),
                  config.store().file(),
                  store,
                  hotLists,
                  policy.ageLimits(),
                  positions,
                  health,
                  duty,
                  equipment.probe(),
                  clock));
      manager = devices.serviceManager(System.getenv());
      supervision = new Supervision(manager, health, clock);
      desk =
          new ConsoleOfUnit(
              new ConsoleOfUnit.Parts(
                  config.unit().id(),
                  dispositions,
                  alerts.switches(),
                  encoder,
                  store,
                  config.store().file(),
                  hotLists,
                  matcher,
                  policy.ageLimits(),
                  positions,
                  health,
                  duty,
                  uplink == null ? null : uplink::isConnected,
                  equipment.equipment(),
                  config,
                  models,
                  policy.profile().stamp(),
                  equipment.probe(),
                  clock));
      PassReporter.Services services =
          new PassReporter.Services(
              id,
              clock,
              positions,
              matcher,
              health,
              alerts,
              store,
              encoder,
              refs,
              keeping.keepsHitsOnly(),
              config.noCapture(),
              isTraining);
      for (int i = 0; i < config.cameras().size(); i++) {
        lane(config.cameras().get(i), finders.get(i), services);
      }
      console = console(policy, id.agency(), isTraining);
    } catch (ConfigException
        | TrustException
        | HotListException
        | ModelException
        | StoreException e) {
      store.close();
      throw new CommandException(e);
    }
    ended = new CountDownLatch(recognizers.size());
  }

  private static SqliteStore store(UnitConfig config, UnitClock clock, Health health)
      throws CommandException {
    try {
      return SqliteStore.open(config.store().file(), health, clock::utc);
    } catch (StoreException e) {
      throw new CommandException(e);
    }
  }

  /** The unit's own key, made when it is first started. */
  public static SigningKey unitKey(Path file) throws TrustException {
    if (!Files.exists(file)) {
      Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
      String name = String.valueOf(file.getFileName()).replace(".key.pem", "");
      Logger.tag("audit").info("key of the unit made: {}", SigningKey.make(folder, name));
    }
    return SigningKey.read(file);
  }

  /** What the unit does by itself. */
  private void note(Action action, String type, String what, String words) {
    audit.note(
        AuditEntry.of(AuditEntry.UNIT, action, type, what).ended(AuditEntry.Result.ALLOW, words));
  }

  private @Nullable Console console(ProfileRules policy, String agency, boolean isTraining)
      throws StoreException {
    if (config.console().isEmpty() || config.users().isEmpty()) {
      return null;
    }
    UnitConfig.ConsoleConfig place = config.console().get();
    UsersConfig who = config.users().get();
    boolean isInVehicle = config.unit().deployment() == Deployment.MOBILE;
    Sessions sessions = new Sessions(policy.sessionRules(isInVehicle), clock);
    Users users =
        new Users(
            who,
            agency,
            store.versions(),
            health,
            list -> {
              note(Action.USER_LIST_LOAD, "users", "version " + list.version(), "");
              sessions.keepOnly(list);
            });
    accounts = SqliteAccountStore.open(who.accounts());
    AuditedLogOn watch = new AuditedLogOn(audit, policy.profile().stamp());
    LogOn logOn =
        new LogOn(
            agency + "/" + config.unit().id(), users, policy.logOnRules(), accounts, clock, watch);
    Console made =
        new Console(
            new Console.Place(
                place.host(),
                place.port(),
                place.tls().map(t -> new ServerIdentity(t.certificate(), t.key()))),
            desk,
            policy.consoleRules(),
            logOn,
            sessions,
            audit,
            clock,
            isTraining,
            this::followSessions);
    directives.door(new Directives.Door(users, logOn));
    alerts.addScreen(made::alert);
    watched = sessions;
    this.users = users;
    return made;
  }

  /**
   * What the unit does follows from who is logged on: it reads while an officer or supervisor is,
   * and is in service while only others are (IAM-04, INV-06).
   */
  private synchronized void followSessions() {
    Sessions of = watched;
    if (of == null) {
      return;
    }
    List<Session> open = of.open();
    report(open);
    alerts.switches().keepOnly(open.stream().map(Session::id).collect(Collectors.toSet()));
    Optional<Session> officer = open.stream().filter(s -> isOfficer(s.user())).findFirst();
    onDuty =
        officer
            .or(() -> open.stream().findFirst())
            .map(s -> new OnDuty(s.id(), s.purpose(), s.canvassCase()))
            .orElse(OnDuty.NOBODY);
    if (!waitsForLogOn) {
      return;
    }
    Duty.State next =
        officer.isPresent() ? Duty.State.ON : open.isEmpty() ? Duty.State.OFF : Duty.State.SERVICE;
    if (next == Duty.State.SERVICE && duty.state() != next) {
      Session by = open.getFirst();
      audit.note(
          AuditEntry.of(by.user().actor(), Action.SERVICE_MODE, "unit", "")
              .in(by.id(), by.user().name()));
    }
    duty.set(next);
  }

  /** Sessions that are over are reported, so that central can be compared (UPL-02). */
  private void report(List<Session> open) {
    Set<String> ids = open.stream().map(Session::id).collect(Collectors.toSet());
    for (Session gone : reported) {
      if (!ids.contains(gone.id())) {
        CompletableFuture<Void> _ =
            store.endSession(
                new SessionReport(gone.id(), gone.user().userId(), gone.since(), clock.utc()),
                this::report);
      }
    }
    reported = List.copyOf(open);
  }

  private byte[] report(SessionReport report, long reads, long hits) {
    return report.write(id, profileStamp, reads, hits);
  }

  /** Days that are over; which one it is may have come from the satellites only now. */
  private void reportUsage() {
    usageLooked = clock.monotonicNanos();
    CompletableFuture<Void> _ =
        store.reportUsage((usageId, day) -> day.write(usageId, id, profileStamp));
  }

  private static boolean isOfficer(User user) {
    return user.role().equals("officer") || user.role().equals("supervisor");
  }

  /** Rules only ever go on: an older version is what somebody has signed and taken back. */
  private void refuseOlder(Profile profile) throws CommandException {
    String name = "profile " + profile.id();
    long newest = store.versions().newestVersion(name);
    if (profile.version() < newest) {
      throw new CommandException(
          "%s version %d: version %d was in force on this unit, expected that or a higher one"
              .formatted(name, profile.version(), newest));
    }
    // Not waited for: a full disk must not keep a unit from starting.
    CompletableFuture<Void> _ = store.versions().noteVersion(name, profile.version());
  }

  private void buttons() {
    config.alert().acceptButton().ifPresent(uri -> button(uri, "accept", dispositions::accept));
    config
        .alert()
        .rejectButton()
        .ifPresent(
            uri -> button(uri, "reject", (hit, by) -> dispositions.reject(hit, "button", by)));
  }

  /** What a button does with the most urgent alert. */
  @FunctionalInterface
  private interface Answering {
    Disposition answer(UUID hitId, Actor by) throws DispositionException;
  }

  private void button(DeviceUri uri, String name, Answering answering) {
    Runnable press =
        () ->
            dispositions
                .current()
                .ifPresent(
                    d -> {
                      try {
                        Disposition _ = answering.answer(d.hitId(), BUTTON);
                        audit.note(
                            AuditEntry.of(BUTTON, Action.DISPOSITION, "hit", d.hitId().toString())
                                .in(onDuty.sessionId(), "")
                                .ended(AuditEntry.Result.ALLOW, name));
                      } catch (DispositionException e) { // somebody else was faster
                        Logger.tag("alert").info("{} button: {}", name, e.getMessage());
                      }
                    });
    buttons.add(new ButtonLoop(uri, name, devices, health, clock, press));
  }

  private static ModelRef ref(ModelId id) {
    return new ModelRef(id.name(), id.version(), id.sha256());
  }

  private List<PlateFinder> finders(Path models, ProfileRules policy) throws ModelException {
    DetectorOptions options =
        new DetectorOptions(
            config.detect().longSidePx(),
            config.detect().nearPasses(),
            config.detect().threshold(),
            12,
            config.detect().threads());
    List<PlateFinder> out = new ArrayList<>();
    for (int i = 0; i < config.cameras().size(); i++) {
      PlateFinder finder = Models.open(models, options, policy.tellsVehicle());
      finder.warmUp(1280, 720);
      out.add(finder);
    }
    return out;
  }

  private void lane(
      UnitConfig.CameraConfig camera, PlateFinder finder, PassReporter.Services services) {
    FrameSlot slot = new FrameSlot();
    PassReporter reads = new PassReporter(services, finder);
    AimView aim = desk.aimDesk(camera.id());
    HalContext context = new HalContext(camera.id(), clock);
    LanePulse pulse = new LanePulse(clock.monotonicNanos());
    supervision.add(camera.id(), pulse);
    boolean isRecording =
        camera.uri().scheme().equals("file") && !camera.uri().param("pace", "fast").equals("real");
    captures.add(
        new CaptureLoop(
            camera.id(),
            () -> devices.camera(camera.uri(), context),
            slot,
            isRecording,
            duty,
            health,
            clock,
            clockWatch,
            pulse));
    recognizers.add(
        new RecognizeLoop(
            camera.id(),
            slot,
            finder,
            camera.mask(),
            new PassTracker(TrackOptions.DEFAULT),
            reads::report,
            duty,
            aim,
            health,
            pulse,
            clock));
    desks.add(reads);
    aims.add(aim);
    slots.add(slot);
  }

  /** What the console shows of this unit. */
  ConsoleOfUnit desk() {
    return desk;
  }

  /** A sounder that cannot be opened is a fault; light and screen still tell (ALR-01). */
  private Sounder sounder() {
    DeviceUri uri = config.alert().sound();
    try {
      return devices.sounder(uri, new HalContext("alert", clock));
    } catch (DeviceException e) {
      health.raise(FaultCode.SOUNDER_FAILED, "alert", String.valueOf(e.getMessage()));
      SimSounder broken = SimSounder.create();
      broken.fail();
      return broken;
    }
  }

  private Light light() {
    try {
      return devices.light(config.alert().light(), new HalContext("alert", clock));
    } catch (DeviceException e) {
      health.raise(FaultCode.LIGHT_FAILED, "alert", String.valueOf(e.getMessage()));
      return new SimLight();
    }
  }

  private Uplink uplink(UplinkConfig u, UnitId id) {
    Uplink made = CentralLink.of(u, id, config.unit().beat(), store, health, clock);
    made.onCentral(
        new CentralListener() {
          @Override
          public void releaseOffered(byte[] message) {
            if (sync == null) {
              health.raise(
                  FaultCode.HOTLIST_UPDATE_FAILED,
                  "message of central",
                  "hotlist.keys: (missing), central sends a list");
            } else {
              sync.offer(message);
            }
          }

          @Override
          public void directive(String kind, byte[] message) {
            directives.take(kind, message);
          }

          @Override
          public void beatHit(byte[] message) {
            beatHits.take(message);
          }

          @Override
          public boolean requestRejected(byte[] body, String cause) {
            return hotLists.rejected(body, cause);
          }
        });
    return made;
  }

  private void answer(String command, byte[] body) {
    if (uplink != null) {
      uplink.answer(command, body);
    }
  }

  /** Adds a screen for alert cards. */
  public void onAlert(Consumer<Alert> screen) {
    alerts.addScreen(screen);
  }

  public void start() {
    store.finishInterrupted();
    store.endInterruptedSessions(this::report);
    reportUsage();
    store.onSalvaged(
        () -> {
          store.finishInterrupted();
          tellAuditAgain();
        });
    thread("store-check", store::check);
    hotLists.onRequest(store::storeRequest);
    if (uplink != null) {
      store.onCommit(uplink::wake);
      uplink.start();
    }
    Console page = console;
    if (page != null) {
      serve(page);
    }
    thread("audit-courier", courier);
    thread("gnss", gnss);
    thread("retention", retention);
    thread("equipment", equipment);
    if (led != null) {
      thread("status-led", led);
    }
    thread("dispositions", this::escalate);
    buttons.forEach(b -> thread("button", b));
    thread("hotlist", hotLists);
    if (sync != null) {
      thread("hotlist-sync", sync);
    }
    for (int i = 0; i < captures.size(); i++) {
      String id = config.cameras().get(i).id();
      RecognizeLoop recognizer = recognizers.get(i);
      PassReporter reads = desks.get(i);
      AimView aim = aims.get(i);
      thread(
          "recognize-" + id,
          () -> {
            try (reads;
                aim) {
              recognizer.run();
            } finally {
              ended.countDown();
            }
          });
      thread("capture-" + id, captures.get(i));
    }
    thread("supervision", supervision);
  }

  /** Copies of events on their way to central may be lost; central knows those that it has. */
  private void tellAuditAgain() {
    try {
      events.tellAgain();
      courier.wake();
    } catch (AuditException e) {
      health.raise(FaultCode.AUDIT_UNREADABLE, "audit", String.valueOf(e.getMessage()));
    }
  }

  /** A console that cannot be served is a fault: alerts are heard and seen all the same. */
  private void serve(Console page) {
    try {
      page.serve();
      health.clear(FaultCode.CONSOLE_FAILED, "certificate");
    } catch (TlsException e) { // it may still come, and the unit reads meanwhile
      health.raise(FaultCode.CONSOLE_FAILED, "certificate", String.valueOf(e.getMessage()));
    } catch (RuntimeException e) { // whatever the server says, such as a port in use
      health.raise(FaultCode.CONSOLE_FAILED, "console", String.valueOf(e.getMessage()));
    }
  }

  private void escalate() {
    try {
      while (!stopping.await(TICK.toMillis(), TimeUnit.MILLISECONDS)) {
        dispositions.tick();
        alerts.tick();
        parked.look();
        if (clock.monotonicNanos() - usageLooked > USAGE.toNanos()) {
          reportUsage();
        }
        if (console != null && clock.monotonicNanos() - consoleLooked > CONSOLE.toNanos()) {
          consoleLooked = clock.monotonicNanos();
          serve(console);
        }
        if (users != null) { // a new list may end sessions, and so does a long day
          UserList _ = users.get();
          followSessions();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void thread(String name, Runnable job) {
    threads.add(Thread.ofPlatform().name(name).start(job));
  }

  /** Waits until every camera has come to its end; false when the time is over first. */
  public boolean awaitEnd(Duration most) throws InterruptedException {
    return ended.await(most.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The record of its parts. */
  public Equipment equipment() {
    return equipment.equipment();
  }

  /** What becomes of the alerts. */
  public Dispositions dispositions() {
    return dispositions;
  }

  /** Where the console is served; empty for a unit without one. */
  public Optional<Integer> consolePort() {
    return Optional.ofNullable(console).map(Console::port);
  }

  /** The lists in force. */
  public List<HotList> lists() {
    return hotLists.get();
  }

  public Health health() {
    return health;
  }

  public SqliteStore store() {
    return store;
  }

  public Optional<Uplink> uplink() {
    return Optional.ofNullable(uplink);
  }

  public long framesDropped() {
    return slots.stream().mapToLong(FrameSlot::replaced).sum();
  }

  @Override
  public void close() {
    if (!isClosed.compareAndSet(false, true)) {
      return;
    }
    supervision.stop();
    Console page = console;
    if (page != null) {
      page.close();
    }
    captures.forEach(CaptureLoop::stop);
    gnss.stop();
    courier.stop();
    retention.stop();
    equipment.stop();
    stopping.countDown();
    buttons.forEach(ButtonLoop::stop);
    if (led != null) {
      led.stop();
    }
    hotLists.stop();
    if (sync != null) {
      sync.stop();
    }
    recognizers.forEach(RecognizeLoop::stop);
    for (Thread thread : threads) {
      try {
        if (WAITING.contains(thread.getName())) {
          thread.interrupt();
        }
        if (!thread.join(STOP)) {
          thread.interrupt();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    alerts.close();
    audit.close();
    SqliteAccountStore remembered = accounts;
    if (remembered != null) {
      remembered.close();
    }
    hotLists.close();
    equipment.close();
    store.flush().join();
    if (uplink != null) {
      uplink.close();
    }
    store.close();
    manager.close();
  }
}
