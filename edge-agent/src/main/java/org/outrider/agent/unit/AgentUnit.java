package org.outrider.agent.unit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.alert.Alert;
import org.outrider.agent.alert.AlertEngine;
import org.outrider.agent.alert.AlertRules;
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
import org.outrider.agent.console.Console;
import org.outrider.agent.hotlist.HotList;
import org.outrider.agent.hotlist.live.ListStorage;
import org.outrider.agent.hotlist.live.ListUpdates;
import org.outrider.agent.hotlist.live.ListsInForce;
import org.outrider.agent.hotlist.match.Confusions;
import org.outrider.agent.hotlist.match.Matcher;
import org.outrider.agent.hotlist.release.ReleaseStore;
import org.outrider.agent.link.directive.BeatHits;
import org.outrider.agent.link.directive.Directives;
import org.outrider.agent.link.directive.RemoteCommands;
import org.outrider.agent.link.uplink.Uplink;
import org.outrider.agent.link.uplink.UplinkConfig;
import org.outrider.agent.people.audit.Action;
import org.outrider.agent.people.audit.Audit;
import org.outrider.agent.people.audit.AuditCourier;
import org.outrider.agent.people.audit.AuditEntry;
import org.outrider.agent.people.audit.AuditException;
import org.outrider.agent.people.audit.AuditedLogOn;
import org.outrider.agent.people.iam.LogOn;
import org.outrider.agent.people.iam.Sessions;
import org.outrider.agent.people.iam.UserList;
import org.outrider.agent.people.iam.Users;
import org.outrider.agent.people.iam.UsersConfig;
import org.outrider.agent.policy.Profile;
import org.outrider.agent.reading.capture.Duty;
import org.outrider.agent.reading.position.GnssLoop;
import org.outrider.agent.reading.position.PositionHistory;
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
import org.outrider.agent.unit.lane.CameraLane;
import org.outrider.agent.unit.lane.PassReporter;
import org.outrider.agent.upkeep.equipment.Equipment;
import org.outrider.agent.upkeep.equipment.EquipmentLoop;
import org.outrider.hal.clock.UnitClock;
import org.outrider.hal.service.ServiceManager;
import org.outrider.hal.spi.Devices;

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

  /** Lists are SQLite files. */
  public static final ListStorage LIST_STORAGE =
      new ListStorage(new SqliteHotLists(), SqliteCustomStore::open);

  private final UnitConfig config;
  private final UnitClock clock;
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
  private @Nullable Shift shift;
  private final boolean waitsForLogOn;

  private final UnitId id;
  private final String profileStamp;

  private long usageLooked;
  private long consoleLooked;

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
  private final AnswerButtons buttons;
  private final PositionHistory positions;
  private final GnssLoop gnss;
  private final @Nullable Uplink uplink;
  private final List<CameraLane> lanes = new ArrayList<>();
  private final Services services;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final AtomicBoolean isClosed = new AtomicBoolean();
  private final CountDownLatch ended;

  /**
   * Builds a unit; nothing runs yet.
   *
   * @throws CommandException when a model or the database cannot be used
   */
  public AgentUnit(
      UnitConfig config, Path models, Devices devices, UnitClock clock, boolean isTraining)
      throws CommandException {
    this.config = config;
    this.clock = clock;
    services = new Services(health);
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
      SigningKey unitKey = SigningKey.readOrMake(config.audit().key());
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
      AlertDevices signals = AlertDevices.open(config.alert(), devices, health, clock);
      alerts =
          new AlertEngine(
              signals.sounder(),
              signals.light(),
              health,
              clock,
              config.alert().coolDown(),
              alertRules);
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
      buttons =
          new AnswerButtons(
              config.alert(), devices, health, clock, dispositions, audit, this::onDuty);
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
              this::onDuty,
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
      PassReporter.Services reporting =
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
      CameraLane.Shared shared = new CameraLane.Shared(devices, duty, health, clock, clockWatch);
      for (int i = 0; i < config.cameras().size(); i++) {
        UnitConfig.CameraConfig camera = config.cameras().get(i);
        PlateFinder finder = finders.get(i);
        CameraLane lane =
            new CameraLane(
                camera,
                finder,
                new PassReporter(reporting, finder),
                desk.aimDesk(camera.id()),
                shared);
        supervision.add(lane.id(), lane.pulse());
        lanes.add(lane);
      }
      console = console(policy, id.agency(), isTraining);
    } catch (ConfigException | TrustException | ModelException | StoreException e) {
      store.close();
      throw new CommandException(e);
    }
    ended = new CountDownLatch(lanes.size());
    register();
  }

  private static SqliteStore store(UnitConfig config, UnitClock clock, Health health)
      throws CommandException {
    try {
      return SqliteStore.open(config.store().file(), health, clock::utc);
    } catch (StoreException e) {
      throw new CommandException(e);
    }
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
            clock,
            list -> {
              note(Action.USER_LIST_LOAD, "users", "version " + list.version(), "");
              sessions.keepOnly(list);
            });
    accounts = SqliteAccountStore.open(who.accounts());
    Shift working =
        new Shift(
            sessions,
            waitsForLogOn,
            new Shift.Parts(id, profileStamp, duty, audit, alerts.switches(), store, clock),
            sync != null && policy.syncsOnLogOn() ? sync::wake : () -> {});
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
            working::follow);
    directives.door(new Directives.Door(users, logOn));
    alerts.addScreen(made::alert);
    shift = working;
    this.users = users;
    return made;
  }

  private OnDuty onDuty() {
    Shift working = shift;
    return working == null ? OnDuty.NOBODY : working.onDuty();
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

  /** View of the unit that the console shows. */
  ConsoleOfUnit desk() {
    return desk;
  }

  private Uplink uplink(UplinkConfig u, UnitId id) {
    Uplink made = CentralLink.of(u, id, config.unit().beat(), store, health, clock);
    made.onCentral(new CentralInbox(sync, hotLists, directives, beatHits, health));
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
    hotLists.onRequest(store::storeRequest);
    if (uplink != null) {
      store.onCommit(uplink::wake);
      uplink.start();
    }
    Console page = console;
    if (page != null) {
      serve(page);
    }
    services.start();
  }

  /** Jobs of the unit, in the order in which they start. */
  private void register() {
    services.add("store-check", store::check, () -> {});
    services.add("audit-courier", courier, courier::stop);
    services.addBlocking("gnss", gnss, gnss::stop);
    services.addBlocking("retention", retention, retention::stop);
    services.add("equipment", equipment, equipment::stop);
    if (led != null) {
      services.add("status-led", led, led::stop);
    }
    services.add("dispositions", this::escalate, stopping::countDown);
    buttons.addTo(services);
    services.add("hotlist", hotLists, hotLists::stop);
    if (sync != null) {
      services.addBlocking("hotlist-sync", sync, sync::stop);
    }
    for (CameraLane lane : lanes) {
      services.addSupervised(
          "recognize-" + lane.id(),
          () -> {
            try {
              lane.recognize();
            } finally {
              ended.countDown();
            }
          },
          lane::stopRecognition);
      services.addSupervised("capture-" + lane.id(), lane::capture, lane::stopCapture);
    }
    services.add("supervision", supervision, supervision::stop);
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
          Shift working = shift;
          if (working != null) {
            working.follow();
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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
    return lanes.stream().mapToLong(CameraLane::framesDropped).sum();
  }

  @Override
  public void close() {
    if (!isClosed.compareAndSet(false, true)) {
      return;
    }
    Console page = console;
    if (page != null) {
      page.close();
    }
    services.stop(STOP);
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
