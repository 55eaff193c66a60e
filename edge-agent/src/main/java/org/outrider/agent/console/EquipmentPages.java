package org.outrider.agent.console;

import io.javalin.http.HttpStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.people.audit.Action;
import org.outrider.agent.people.audit.Audit;
import org.outrider.agent.people.audit.AuditException;
import org.outrider.agent.upkeep.equipment.Count;
import org.outrider.agent.upkeep.equipment.Equipment;
import org.outrider.agent.upkeep.equipment.EquipmentException;
import org.outrider.agent.upkeep.equipment.ServiceEntry;
import org.outrider.agent.upkeep.inventory.Component;
import org.outrider.agent.upkeep.inventory.MaintenancePlan;

/** The unit's parts: what there is, what is damaged, cleaned, serviced and counted. */
final class EquipmentPages {
  private final ConsoleUnit unit;
  private final ConsoleRules rules;
  private final Audit audit;
  private final Pages pages;

  EquipmentPages(ConsoleUnit unit, ConsoleRules rules, Audit audit, Pages pages) {
    this.unit = unit;
    this.rules = rules;
    this.audit = audit;
    this.pages = pages;
  }

  /** Something that is to be done. */
  public record Due(String work, String on, boolean isLate) {}

  /**
   * What the page shows.
   *
   * @param mayKeep whether whoever asks may enter what was done
   * @param mayCount whether they may count
   * @param count what was just counted; null before
   */
  public record Table(
      String assetTag,
      List<Component> parts,
      List<Due> due,
      List<String> damage,
      List<String> works,
      boolean mayKeep,
      boolean mayCount,
      @Nullable Count count,
      String formToken) {}

  void list(Visit visit) {
    show(visit, "", null);
  }

  private void show(Visit visit, String notice, @Nullable Count count) {
    Equipment equipment = unit.equipment();
    List<Due> due = new ArrayList<>();
    for (MaintenancePlan.Due d : equipment.due()) {
      due.add(new Due(d.work(), d.on().toString(), d.isLate(equipment.today())));
    }
    pages.page(
        visit,
        "equipment.jte",
        "Parts",
        notice,
        new Table(
            equipment.assetTag(),
            equipment.now().components(),
            due,
            equipment.damage(),
            List.copyOf(new TreeSet<>(ServiceEntry.WORKS)),
            has(visit, Right.KEEP_EQUIPMENT),
            has(visit, Right.COUNT_EQUIPMENT),
            count,
            visit.who().formToken()));
  }

  private boolean has(Visit visit, Right right) {
    return rules.rights().has(visit.who().user().role(), right);
  }

  void damage(Visit visit) throws ConsoleException {
    String component = visit.field("component");
    String note = visit.field("note");
    done(
        visit,
        Action.DAMAGE,
        component,
        () -> unit.equipment().damage(component, note, new byte[0], visit.actor()));
    visit.context().redirect("/equipment", HttpStatus.SEE_OTHER);
  }

  void serviced(Visit visit) throws ConsoleException {
    ServiceEntry entry =
        new ServiceEntry(visit.field("work"), visit.field("component"), visit.field("note"));
    done(visit, Action.SERVICE, entry.work(), () -> unit.equipment().service(entry, visit.actor()));
    visit.context().redirect("/equipment", HttpStatus.SEE_OTHER);
  }

  void counted(Visit visit) throws ConsoleException {
    List<String> marks = visit.field("marks").lines().toList();
    String note = visit.field("note");
    Count count =
        done(
            visit,
            Action.PHYSICAL_COUNT,
            unit.name(),
            () -> unit.equipment().count(marks, note, visit.actor()));
    show(visit, count.agrees() ? "Record and unit agree." : "Record and unit differ.", count);
  }

  /** Something that is done to the record. */
  @FunctionalInterface
  private interface Doing<T> {
    T run() throws EquipmentException;
  }

  private <T> T done(Visit visit, Action action, String what, Doing<T> doing)
      throws ConsoleException {
    try {
      audit.record(visit.entry(action, "equipment", what));
      return doing.run();
    } catch (AuditException e) {
      throw new ConsoleException(503, "nothing is taken down: it cannot be written into the audit");
    } catch (EquipmentException e) {
      throw new ConsoleException(400, String.valueOf(e.getMessage()));
    }
  }
}
