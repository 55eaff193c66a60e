package org.outrider.agent.unit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.outrider.agent.alert.Alert;
import org.outrider.agent.alert.disposition.Dispositions;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.hotlist.HotList;
import org.outrider.agent.hotlist.live.ListStorage;
import org.outrider.agent.link.uplink.Uplink;
import org.outrider.agent.people.audit.AuditException;
import org.outrider.agent.reading.capture.Duty;
import org.outrider.agent.store.SqliteCustomStore;
import org.outrider.agent.store.SqliteHotLists;
import org.outrider.agent.store.SqliteStore;
import org.outrider.agent.unit.config.UnitConfig;
import org.outrider.agent.unit.lane.CameraLane;
import org.outrider.agent.upkeep.equipment.Equipment;
import org.outrider.hal.clock.UnitClock;
import org.outrider.hal.spi.Devices;

/** One running unit: starts its parts from the store outwards, and stops them in reverse order. */
public final class AgentUnit implements AutoCloseable {
  private static final Duration STOP = Duration.ofSeconds(10);

  /** Lists are SQLite files. */
  public static final ListStorage LIST_STORAGE =
      new ListStorage(new SqliteHotLists(), SqliteCustomStore::open);

  private final UnitWiring parts;
  private final UnitCore core;
  private final UnitTick tick;
  private final Services services;
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
    parts = UnitWiring.of(config, models, devices, clock, isTraining);
    core = parts.core;
    services = new Services(core.health);
    tick = new UnitTick(parts);
    ended = new CountDownLatch(parts.lanes.size());
    register();
  }

  /** View of the unit that the console shows. */
  Duty duty() {
    return core.duty;
  }

  ConsoleOfUnit desk() {
    return parts.desk;
  }

  /** Adds a screen for alert cards. */
  public void onAlert(Consumer<Alert> screen) {
    parts.alerts.addScreen(screen);
  }

  /** Starts all jobs of the unit; returns at once. */
  public void start() {
    SqliteStore store = core.store;
    store.finishInterrupted();
    store.endInterruptedSessions(
        (report, reads, hits) -> report.write(core.id, core.profileStamp, reads, hits));
    tick.reportUsage();
    store.onSalvaged(
        () -> {
          store.finishInterrupted();
          tellAuditAgain();
        });
    parts.hotLists.onRequest(store::storeRequest);
    Uplink uplink = parts.uplink;
    if (uplink != null) {
      store.onCommit(uplink::wake);
      uplink.start();
    }
    ConsoleService console = parts.console;
    if (console != null) {
      console.serve();
    }
    services.start();
  }

  /** Jobs of the unit, in the order in which they start. */
  private void register() {
    services.add("store-check", core.store::check, () -> {});
    services.add("audit-courier", core.courier, core.courier::stop);
    services.addBlocking("gnss", parts.gnss, parts.gnss::stop);
    services.addBlocking("retention", parts.retention, parts.retention::stop);
    services.add("equipment", parts.equipment, parts.equipment::stop);
    if (parts.led != null) {
      services.addBlocking("status-led", parts.led, parts.led::stop);
    }
    services.add("dispositions", tick, tick::stop);
    parts.buttons.addTo(services);
    services.add("hotlist", parts.hotLists, parts.hotLists::stop);
    if (parts.sync != null) {
      services.addBlocking("hotlist-sync", parts.sync, parts.sync::stop);
    }
    for (CameraLane lane : parts.lanes) {
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
    services.add("supervision", parts.supervision, parts.supervision::stop);
  }

  /** Queues all audit events again: copies may be lost, and central knows those that it has. */
  private void tellAuditAgain() {
    try {
      core.events.tellAgain();
      core.courier.wake();
    } catch (AuditException e) {
      core.health.raise(FaultCode.AUDIT_UNREADABLE, "audit", String.valueOf(e.getMessage()));
    }
  }

  /** Waits until every camera has come to its end; false when the time is over first. */
  public boolean awaitEnd(Duration max) throws InterruptedException {
    return ended.await(max.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The record of its parts. */
  public Equipment equipment() {
    return parts.equipment.equipment();
  }

  /** Answers to the alerts. */
  public Dispositions dispositions() {
    return parts.dispositions;
  }

  /** Port of the console; empty for a unit without one. */
  public Optional<Integer> consolePort() {
    return Optional.ofNullable(parts.console).map(ConsoleService::port);
  }

  /** The lists in force. */
  public List<HotList> lists() {
    return parts.hotLists.get();
  }

  public Health health() {
    return core.health;
  }

  public SqliteStore store() {
    return core.store;
  }

  public Optional<Uplink> uplink() {
    return Optional.ofNullable(parts.uplink);
  }

  public long framesDropped() {
    return parts.lanes.stream().mapToLong(CameraLane::framesDropped).sum();
  }

  @Override
  public void close() {
    if (!isClosed.compareAndSet(false, true)) {
      return;
    }
    ConsoleService console = parts.console;
    if (console != null) {
      console.stop();
    }
    services.stop(STOP);
    parts.alerts.close();
    core.audit.close();
    if (console != null) {
      console.close();
    }
    parts.hotLists.close();
    parts.equipment.close();
    core.store.flush().join();
    if (parts.uplink != null) {
      parts.uplink.close();
    }
    core.store.close();
    parts.manager.close();
  }
}
