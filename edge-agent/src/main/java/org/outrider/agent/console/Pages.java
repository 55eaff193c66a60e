package org.outrider.agent.console;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.outrider.agent.base.text.PlainPage;
import org.outrider.agent.people.iam.Session;

/** Renders pages, each within the same frame. */
final class Pages {
  private final TemplateEngine engine =
      TemplateEngine.createPrecompiled(null, ContentType.Html, null, "org.outrider.agent.console");
  private final ConsoleUnit unit;
  private final ConsoleRules rules;
  private final boolean isTraining;

  Pages(ConsoleUnit unit, ConsoleRules rules, boolean isTraining) {
    this.unit = unit;
    this.rules = rules;
    this.isTraining = isTraining;
  }

  /** A whole page. */
  void page(Visit visit, String template, String title, Object model) {
    page(visit, template, title, "", model);
  }

  /** A whole page with a notice on top. */
  void page(Visit visit, String template, String title, String notice, Object model) {
    visit
        .context()
        .html(render(template, Map.of("frame", frame(visit, title, notice), "page", model)));
  }

  /** A part of a page. */
  void part(Visit visit, String template, Object model) {
    visit.context().html(render(template, Map.of("page", model)));
  }

  String render(String template, Map<String, Object> values) {
    PlainPage out = new PlainPage();
    engine.render(template, values, out);
    return out.toString();
  }

  private PageFrame frame(Visit visit, String title, String notice) {
    return new PageFrame(
        unit.name(),
        title,
        visit.session(),
        visit.session().map(s -> links(s, visit.route())).orElse(List.of()),
        unit.status(),
        notice,
        isTraining);
  }

  private static final Map<Route, String> MENU =
      new java.util.EnumMap<>(
          Map.of(
              Route.HOME, "Alerts",
              Route.HISTORY, "Shift",
              Route.CHECK, "Check",
              Route.ENTRIES, "Entries",
              Route.CATEGORIES, "Categories",
              Route.AIM, "Aim",
              Route.HEALTH, "Health",
              Route.EQUIPMENT, "Parts",
              Route.LOG_OFF_PAGE, "Log off"));

  private List<PageFrame.Link> links(Session session, Route here) {
    List<PageFrame.Link> out = new ArrayList<>();
    for (Map.Entry<Route, String> e : MENU.entrySet()) {
      Optional<Right> right =
          e.getKey() == Route.HOME ? Optional.of(Right.SEE_ALERTS) : e.getKey().right();
      if (right.isEmpty() || rules.rights().has(session.user().role(), right.get())) {
        boolean isHere = section(e.getKey()).equals(section(here));
        out.add(new PageFrame.Link(e.getKey().path(), e.getValue(), isHere));
      }
    }
    return out;
  }

  /** The part of the menu that a route belongs to. */
  private static String section(Route route) {
    String first = route.path().split("/", 3)[1];
    return first.startsWith("alert") ? "" : first;
  }
}
