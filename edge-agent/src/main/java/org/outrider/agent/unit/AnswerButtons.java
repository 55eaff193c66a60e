package org.outrider.agent.unit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.outrider.agent.alert.disposition.Disposition;
import org.outrider.agent.alert.disposition.DispositionException;
import org.outrider.agent.alert.disposition.Dispositions;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.read.OnDuty;
import org.outrider.agent.people.audit.Action;
import org.outrider.agent.people.audit.Audit;
import org.outrider.agent.people.audit.AuditEntry;
import org.outrider.agent.people.iam.Actor;
import org.outrider.agent.unit.config.UnitConfig;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.clock.UnitClock;
import org.outrider.hal.spi.Devices;
import org.tinylog.Logger;

/** Buttons in the vehicle that accept or reject the most urgent alert. */
final class AnswerButtons {
  /** A button does not identify the person who presses it. */
  private static final Actor BUTTON = new Actor("button", "officer");

  private final Dispositions dispositions;
  private final Audit audit;
  private final Supplier<OnDuty> onDuty;
  private final List<ButtonLoop> loops = new ArrayList<>();

  /** Answer that a button gives. */
  @FunctionalInterface
  private interface Answer {
    Disposition give(UUID hitId, Actor by) throws DispositionException;
  }

  AnswerButtons(
      UnitConfig.AlertConfig config,
      Devices devices,
      Health health,
      UnitClock clock,
      Dispositions dispositions,
      Audit audit,
      Supplier<OnDuty> onDuty) {
    this.dispositions = dispositions;
    this.audit = audit;
    this.onDuty = onDuty;
    add(config.acceptButton(), "accept", dispositions::accept, devices, health, clock);
    add(
        config.rejectButton(),
        "reject",
        (hit, by) -> dispositions.reject(hit, "button", by),
        devices,
        health,
        clock);
  }

  private void add(
      Optional<DeviceUri> uri,
      String name,
      Answer answer,
      Devices devices,
      Health health,
      UnitClock clock) {
    uri.ifPresent(
        u -> loops.add(new ButtonLoop(u, name, devices, health, clock, () -> press(name, answer))));
  }

  private void press(String name, Answer answer) {
    Optional<Disposition> current = dispositions.current();
    if (current.isEmpty()) {
      return;
    }
    UUID hit = current.get().hitId();
    try {
      Disposition _ = answer.give(hit, BUTTON);
      audit.note(
          AuditEntry.of(BUTTON, Action.DISPOSITION, "hit", hit.toString())
              .in(onDuty.get().sessionId(), "")
              .ended(AuditEntry.Result.ALLOW, name));
    } catch (DispositionException e) { // answered elsewhere meanwhile
      Logger.tag("alert").info("{} button: {}", name, e.getMessage());
    }
  }

  void addTo(Services services) {
    loops.forEach(b -> services.addBlocking("button", b, b::stop));
  }
}
