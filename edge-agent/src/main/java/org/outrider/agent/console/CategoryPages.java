package org.outrider.agent.console;

import io.javalin.http.HttpStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.outrider.agent.alert.CategorySwitches;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.people.audit.Action;
import org.outrider.agent.people.audit.Audit;
import org.outrider.agent.people.audit.AuditException;

/** Which categories are told, as far as the policy leaves that open (ALR-04, ALR-05). */
final class CategoryPages {
  private final ConsoleUnit unit;
  private final ConsoleRules rules;
  private final Audit audit;
  private final Pages pages;

  CategoryPages(ConsoleUnit unit, ConsoleRules rules, Audit audit, Pages pages) {
    this.unit = unit;
    this.rules = rules;
    this.audit = audit;
    this.pages = pages;
  }

  /** One category. */
  public record Row(String code, String label, boolean isOptional, boolean isTold) {}

  /**
   * What the page shows.
   *
   * @param isOwn whether a switch ends with the session
   */
  public record Table(List<Row> rows, boolean isOwn, String formToken) {}

  void list(Visit visit) {
    CategorySwitches switches = unit.switches();
    List<Row> rows = new ArrayList<>();
    for (String code : rules.categories()) {
      Category category = Category.valueOf(code.toUpperCase(Locale.ROOT));
      rows.add(
          new Row(
              code, category.label(), switches.isOptional(category), switches.isTold(category)));
    }
    pages.page(
        visit,
        "categories.jte",
        "Categories",
        new Table(rows, isOwn(visit), visit.who().formToken()));
  }

  /** An officer switches for the own shift alone (requirements 4.2). */
  private static boolean isOwn(Visit visit) {
    return visit.who().user().role().equals("officer");
  }

  void set(Visit visit) throws ConsoleException {
    String code = visit.context().pathParam("category");
    if (!rules.categories().contains(code)) {
      throw new ConsoleException(404, "there is no such category");
    }
    Category category = Category.valueOf(code.toUpperCase(Locale.ROOT));
    String to = visit.field("to");
    if (!to.equals("on") && !to.equals("off")) {
      throw new ConsoleException(400, "to: \"" + to + "\", expected on or off");
    }
    if (!unit.switches().isOptional(category)) {
      throw new ConsoleException(
          409, category.label() + ": required by the agency's profile, cannot be switched");
    }
    try {
      audit.record(visit.entry(Action.CATEGORY_SWITCH, "category", code + " " + to));
    } catch (AuditException e) {
      throw new ConsoleException(503, "nothing is switched: it cannot be written down");
    }
    unit.switches()
        .set(category, to.equals("on"), isOwn(visit) ? visit.who().id() : CategorySwitches.UNIT);
    visit.context().redirect("/categories", HttpStatus.SEE_OTHER);
  }
}
