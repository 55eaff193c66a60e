package org.outrider.agent.upkeep.equipment;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.health.Limits;
import org.outrider.agent.base.read.Deployment;
import org.outrider.agent.base.read.ModelRef;
import org.outrider.agent.base.read.UnitId;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.people.audit.Action;
import org.outrider.agent.people.audit.Audit;
import org.outrider.agent.people.audit.AuditEntry;
import org.outrider.agent.reading.capture.Duty;
import org.outrider.agent.reading.position.PositionHistory;
import org.outrider.agent.upkeep.inventory.Inventory;
import org.outrider.agent.upkeep.inventory.MaintenancePlan;
import org.outrider.hal.DeviceException;
import org.outrider.hal.clock.UnitClock;
import org.outrider.hal.probe.Probe;
import org.outrider.hal.spi.Devices;
import org.outrider.hal.spi.HalContext;
import org.tinylog.Logger;

/**
 * Looks after the unit's parts: whether they are still the same (INV-01), what is due (INV-02,
 * INV-04), whether the unit is where it was assigned to be (LOC-03), and how it is (INV-05).
 */
public final class EquipmentLoop implements Runnable, AutoCloseable {
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final long PARTS_EVERY = 60;
  private static final FaultCode NOT_ASSIGNED = FaultCode.NOT_ASSIGNED;
  private static final FaultCode UNCONFIRMED = FaultCode.POSITION_UNCONFIRMED;
  private static final FaultCode DUE = FaultCode.SERVICE_DUE;

  /** What it needs of the unit. */
  public record Services(
      UnitId unit,
      String profileVersion,
      EquipmentStore store,
      SigningKey key,
      PositionHistory positions,
      Duty duty,
      Audit audit,
      Health health,
      UnitClock clock,
      List<ModelRef> models) {}

  private final Services services;
  private final Probe probe;
  private final Equipment equipment;
  private final UnitParts parts;
  private final EquipmentConfig config;
  private final AssignmentWatch assignment;
  private final SurveyWatch survey;
  private final Runnable report;

  /** Places of parts whose serial number contradicts the record, at the last check. */
  private Set<String> differing = new HashSet<>();

  private final CountDownLatch stopping = new CountDownLatch(1);
  private String objection = "";

  /** What was wrong when the unit last told. */
  private Set<String> known = Set.of();

  /**
   * Builds it; nothing runs yet.
   *
   * @param report sends how the unit is
   */
  public EquipmentLoop(EquipmentConfig config, Devices devices, Services services, Runnable report)
      throws CommandException {
    this.services = services;
    this.report = report;
    this.config = config;
    try {
      probe = devices.probe(config.inventory().board(), new HalContext("board", services.clock()));
    } catch (DeviceException e) {
      throw new CommandException("inventory.board: " + e.getMessage());
    }
    parts = new UnitParts(config, probe, services.models(), Path.of("/"));
    equipment =
        new Equipment(
            new Equipment.Owner(
                services.unit(),
                services.profileVersion(),
                config.inventory().assetTag(),
                config.inventory().assignment(),
                config.inventory().plan()),
            services.store(),
            services.key(),
            services.clock()::utc,
            parts);
    assignment = new AssignmentWatch(config.inventory().assignment(), parts.found());
    survey =
        new SurveyWatch(
            services.unit().deployment() == Deployment.PORTABLE,
            config.inventory().survey(),
            services.store());
  }

  public Equipment equipment() {
    return equipment;
  }

  public Probe probe() {
    return probe;
  }

  @Override
  public void run() {
    try {
      long second = 0;
      do {
        assigned();
        surveyed();
        if (second % PARTS_EVERY == 0) {
          parts();
          board();
        }
        Set<String> faults =
            services.health().faults().stream()
                .map(f -> f.code() + "/" + f.subject())
                .collect(Collectors.toSet());
        if (second % PARTS_EVERY == 0 || !faults.equals(known)) {
          known = faults;
          report.run();
        }
        second++;
      } while (!stopping.await(LOOK.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Looks at the parts once. */
  public void parts() {
    try {
      for (Inventory.Change change : equipment.reportIfDue()) {
        Logger.tag("inventory").warn("changed: {} is now {}", change.old(), change.now());
      }
      services.health().clear(FaultCode.INVENTORY_FAILED, "inventory");
    } catch (EquipmentException e) {
      services
          .health()
          .raise(FaultCode.INVENTORY_FAILED, "inventory", String.valueOf(e.getMessage()));
    }
    for (MaintenancePlan.Due due : equipment.due()) {
      if (due.isLate(equipment.today())) {
        services.health().raise(DUE, due.work(), "to be " + due.work() + " by " + due.on());
      } else {
        services.health().clear(DUE, due.work());
      }
    }
    var wrong = Inventory.contradictions(parts.components(), config.inventory().parts());
    Set<String> places = new HashSet<>();
    for (Inventory.Change one : wrong) {
      if (one.old() != null && one.now() != null) {
        places.add(one.now().place());
        services
            .health()
            .raise(
                FaultCode.PART_DIFFERS,
                one.now().place(),
                "serial number %s, recorded as %s"
                    .formatted(one.now().serial(), one.old().serial()));
      }
    }
    differing.removeAll(places);
    differing.forEach(place -> services.health().clear(FaultCode.PART_DIFFERS, place));
    differing = places;
  }

  /** Looks at the board once (INV-05). */
  public void board() {
    probe
        .tempC()
        .ifPresent(
            t ->
                judge(
                    FaultCode.TEMPERATURE_HIGH,
                    t >= Limits.HOT_C,
                    "%.0f °C (limit %.0f °C)".formatted(t, Limits.HOT_C)));
    probe
        .undervoltage()
        .ifPresent(u -> judge(FaultCode.SUPPLY_LOW, u != 0, "undervoltage now or since power-on"));
    probe
        .storageWearPercent()
        .ifPresent(
            w ->
                judge(
                    FaultCode.STORAGE_WORN,
                    w >= Limits.WORN_PERCENT,
                    "%d %% of its rated life is used".formatted(w)));
    long free = config.database().toFile().getUsableSpace(); // zero where it cannot be asked
    judge(
        FaultCode.DISK_LOW,
        Limits.isDiskLow(free),
        "%d MB free (minimum %d MB)".formatted(free >> 20, Limits.MIN_FREE_MB));
  }

  private void judge(FaultCode code, boolean isBad, String cause) {
    if (isBad) {
      services.health().raise(code, "board", cause);
    } else {
      services.health().clear(code, "board");
    }
  }

  /** Looks once whether the unit may work here. */
  public void assigned() {
    Optional<String> now =
        assignment.objection(
            services.positions().at(services.clock().monotonicNanos()),
            services.clock().utc(),
            services.clock().quality());
    String cause = now.orElse("");
    if (cause.isEmpty() != objection.isEmpty()) {
      services
          .audit()
          .note(
              AuditEntry.of(AuditEntry.UNIT, Action.ASSIGNMENT, "unit", services.unit().unit())
                  .ended(
                      cause.isEmpty() ? AuditEntry.Result.ALLOW : AuditEntry.Result.DENY, cause));
    }
    objection = cause;
    services.duty().halt(!cause.isEmpty());
    if (cause.isEmpty()) {
      services.health().clear(NOT_ASSIGNED, "unit");
    } else {
      services.health().raise(NOT_ASSIGNED, "unit", cause);
    }
  }

  /** Looks once whether the unit stands where somebody surveyed it (CAP-05). */
  public void surveyed() {
    Optional<String> doubt =
        survey.doubt(services.positions().at(services.clock().monotonicNanos()));
    services.positions().confirm(doubt.isEmpty());
    if (doubt.isEmpty()) {
      services.health().clear(UNCONFIRMED, "unit");
    } else {
      services.health().raise(UNCONFIRMED, "unit", doubt.get());
    }
  }

  public void stop() {
    stopping.countDown();
  }

  @Override
  public void close() {
    probe.close();
  }
}
