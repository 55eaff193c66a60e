package org.outrider.agent.unit;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.alert.AlertEngine;
import org.outrider.agent.alert.AlertRules;
import org.outrider.agent.alert.disposition.DispositionJson;
import org.outrider.agent.alert.disposition.Dispositions;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.health.StatusLed;
import org.outrider.agent.base.read.Deployment;
import org.outrider.agent.base.read.ModelRef;
import org.outrider.agent.base.read.OnDuty;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.live.ListUpdates;
import org.outrider.agent.hotlist.live.ListsInForce;
import org.outrider.agent.hotlist.match.Matcher;
import org.outrider.agent.hotlist.release.ReleaseStore;
import org.outrider.agent.link.directive.BeatHits;
import org.outrider.agent.link.directive.Directives;
import org.outrider.agent.link.directive.RemoteCommands;
import org.outrider.agent.link.uplink.Uplink;
import org.outrider.agent.link.uplink.UplinkConfig;
import org.outrider.agent.people.audit.Action;
import org.outrider.agent.people.iam.UsersConfig;
import org.outrider.agent.reading.position.GnssLoop;
import org.outrider.agent.reading.position.PositionHistory;
import org.outrider.agent.reading.vision.onnx.ModelException;
import org.outrider.agent.record.RecordEncoder;
import org.outrider.agent.record.retention.Retention;
import org.outrider.agent.record.retention.RetentionRules;
import org.outrider.agent.store.SqliteStore;
import org.outrider.agent.store.StoreException;
import org.outrider.agent.unit.config.UnitConfig;
import org.outrider.agent.unit.lane.CameraLane;
import org.outrider.agent.unit.lane.PassReporter;
import org.outrider.agent.upkeep.equipment.EquipmentLoop;
import org.outrider.hal.clock.UnitClock;
import org.outrider.hal.service.ServiceManager;
import org.outrider.hal.spi.Devices;

/** The parts of a unit, built and connected by hand. Nothing runs yet. */
final class UnitWiring {
  final UnitCore core;
  final ListsInForce hotLists;
  final @Nullable ListUpdates sync;
  final AlertEngine alerts;
  final Dispositions dispositions;
  final AnswerButtons buttons;
  final GnssLoop gnss;
  final @Nullable StatusLed led;
  final ParkedMark parked;
  final @Nullable Uplink uplink;
  final Directives directives;
  final Retention retention;
  final EquipmentLoop equipment;
  final ServiceManager manager;
  final Supervision supervision;
  final ConsoleOfUnit desk;
  final List<CameraLane> lanes;
  @Nullable ConsoleService console;

  private final AlertRules alertRules;
  private final PositionHistory positions;
  private final Matcher matcher;
  private final RecordEncoder encoder;
  private final List<ModelRef> models;
  private final RetentionRules keeping;
  private final HealthReport report;

  /**
   * Builds the parts of a unit.
   *
   * @throws CommandException when a model, the list or the database cannot be used
   */
  static UnitWiring of(
      UnitConfig config, Path models, Devices devices, UnitClock clock, boolean isTraining)
      throws CommandException {
    Health health = new Health();
    SqliteStore store = store(config, clock, health);
    try {
      UnitCore core = new UnitCore(config, devices, clock, health, store);
      return new UnitWiring(core, models, isTraining);
    } catch (ConfigException
        | TrustException
        | HotListException
        | ModelException
        | StoreException e) {
      store.close();
      throw new CommandException(e);
    } catch (CommandException e) {
      store.close();
      throw e;
    }
  }

  private static SqliteStore store(UnitConfig config, UnitClock clock, Health health)
      throws CommandException {
    try {
      return SqliteStore.open(config.store().file(), health, clock::utc);
    } catch (StoreException e) {
      throw new CommandException(e);
    }
  }

  private UnitWiring(UnitCore core, Path modelFolder, boolean isTraining)
      throws CommandException, HotListException, ModelException, StoreException {
    this.core = core;
    UnitConfig config = core.config;
    ProfileRules policy = core.policy;
    alertRules = policy.alertRules();
    hotLists =
        new ListsInForce(
            config.hotlist(), policy.listRules(), AgentUnit.LIST_STORAGE, core.health, core.clock);
    sync = sync();
    CameraLanes cameras = CameraLanes.open(core, modelFolder);
    models = cameras.models();
    matcher =
        new Matcher(hotLists, policy.matchRules(cameras.confusions()).with(cameras.formats()));
    core.enforceProfile();
    hotLists.onSwap(now -> core.note(Action.LIST_SWAP, "hotlist", now, ""));
    directives = directives();
    alerts = alerts();
    dispositions = dispositions();
    buttons =
        new AnswerButtons(
            config.alert(),
            core.devices,
            core.health,
            core.clock,
            dispositions,
            core.audit,
            this::onDuty);
    positions = new PositionHistory(config.gnss().fresh());
    gnss = new GnssLoop(config.gnss(), core.devices, positions, core.health, core.clock);
    led =
        config
            .led()
            .map(uri -> new StatusLed(uri, core.devices, core.health, core.clock))
            .orElse(null);
    parked =
        new ParkedMark(
            Optional.ofNullable(System.getenv("RUNTIME_DIRECTORY")).map(Path::of),
            core.id.deployment() == Deployment.MOBILE,
            core.duty,
            positions,
            () -> dispositions.current().isPresent(),
            core.clock);
    uplink = config.uplink().map(this::uplink).orElse(null);
    keeping = policy.retentionRules((long) config.store().mostMb() << 20);
    retention =
        new Retention(
            keeping,
            core.store.retention(),
            new RetentionWitness(core.audit),
            core.clock,
            core.health);
    encoder =
        new RecordEncoder(
            policy.recordStamp(keeping, config.unit().beat()),
            alertRules,
            this::onDuty,
            retention::holds);
    equipment = equipment();
    report = report();
    manager = core.devices.serviceManager(System.getenv());
    supervision = new Supervision(manager, core.health, core.clock);
    desk = desk(modelFolder);
    PassReporter.Services reporting =
        new PassReporter.Services(
            core.id,
            core.clock,
            positions,
            matcher,
            core.health,
            alerts,
            core.store,
            encoder,
            models,
            keeping.keepsHitsOnly(),
            config.noCapture(),
            isTraining);
    lanes = cameras.lanes(core, reporting, desk::aimDesk);
    lanes.forEach(lane -> supervision.add(lane.id(), lane.pulse()));
    console =
        ConsoleService.of(
            new ConsoleService.Parts(
                core,
                desk,
                alerts,
                directives,
                sync != null && policy.syncsOnLogOn() ? sync::wake : () -> {},
                isTraining));
  }

  private @Nullable ListUpdates sync() {
    UnitConfig config = core.config;
    return config
        .hotlist()
        .sync()
        .map(
            s ->
                new ListUpdates(
                    s,
                    new ReleaseStore(
                        config.hotlist().folder().orElseThrow(), AgentUnit.LIST_STORAGE.files()),
                    core.policy.importRules(),
                    core.policy.syncInterval(),
                    core.health,
                    core.clock))
        .orElse(null);
  }

  private Directives directives() {
    UnitConfig config = core.config;
    Directives.Keys keys =
        new Directives.Keys(
            config.uplink().flatMap(UplinkConfig::keys),
            config.users().map(UsersConfig::keys),
            config.policy());
    RemoteCommands commands =
        new RemoteCommands(
            core.id,
            keys,
            core.store.versions(),
            core.audit,
            core.clock,
            this::healthReport,
            this::answer);
    return new Directives(
        core.id,
        keys,
        core.policy.profile(),
        core.store.versions(),
        core.store.retention(),
        core.audit,
        core.health,
        commands);
  }

  private AlertEngine alerts() {
    UnitConfig.AlertConfig config = core.config.alert();
    AlertDevices signals = AlertDevices.open(config, core.devices, core.health, core.clock);
    AlertEngine engine =
        new AlertEngine(
            signals.sounder(),
            signals.light(),
            core.health,
            core.clock,
            config.coolDown(),
            alertRules);
    engine.warmUp();
    return engine;
  }

  private Dispositions dispositions() {
    Dispositions made =
        new Dispositions(
            core.policy.dispositionRules(),
            core.store,
            new DispositionJson(core.id, core.profileStamp),
            core.clock,
            core.health);
    alerts.addScreen(made::present);
    made.onStep(
        step -> {
          if (!step.state().isOpen()) {
            alerts.silence(step.hitId());
            if (made.current().isEmpty()) {
              alerts.settle();
            }
          }
        });
    return made;
  }

  private Uplink uplink(UplinkConfig config) {
    BeatHits beatHits =
        new BeatHits(
            core.id,
            core.config.uplink(),
            alerts,
            dispositions,
            core.duty,
            core.clock,
            core.health);
    Uplink made =
        CentralLink.of(
            config, core.id, core.config.unit().beat(), core.store, core.health, core.clock);
    made.onCentral(new CentralInbox(sync, hotLists, directives, beatHits, core.health));
    return made;
  }

  private EquipmentLoop equipment() throws CommandException {
    return new EquipmentLoop(
        core.config.equipment(),
        core.devices,
        new EquipmentLoop.Services(
            core.id,
            core.profileStamp,
            core.store,
            core.unitKey,
            positions,
            core.duty,
            core.audit,
            core.health,
            core.clock,
            models),
        () -> {
          if (uplink != null) {
            uplink.sendHealth(healthReport());
          }
        });
  }

  private HealthReport report() {
    UnitConfig config = core.config;
    return new HealthReport(
        new HealthReport.Parts(
            core.id,
            config.cameras().stream().map(UnitConfig.CameraConfig::id).toList(),
            config.store().file(),
            core.store,
            hotLists,
            core.policy.ageLimits(),
            positions,
            core.health,
            core.duty,
            equipment.probe(),
            core.clock));
  }

  private byte[] healthReport() {
    return report.write();
  }

  private ConsoleOfUnit desk(Path modelFolder) {
    UnitConfig config = core.config;
    return new ConsoleOfUnit(
        new ConsoleOfUnit.Parts(
            config.unit().id(),
            dispositions,
            alerts.switches(),
            encoder,
            core.store,
            config.store().file(),
            hotLists,
            matcher,
            core.policy.ageLimits(),
            positions,
            core.health,
            core.duty,
            uplink == null ? null : uplink::isConnected,
            equipment.equipment(),
            config,
            modelFolder,
            core.profileStamp,
            equipment.probe(),
            core.clock));
  }

  private OnDuty onDuty() {
    ConsoleService service = console;
    return service == null ? OnDuty.NOBODY : service.onDuty();
  }

  private void answer(String command, byte[] body) {
    if (uplink != null) {
      uplink.answer(command, body);
    }
  }
}
