package org.outrider.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.people.iam.UserList;

class ConsoleRightsTest {
  private static final String HIT = "00000000-0000-7000-8000-000000000000";

  private static final Set<Route> ALERTS =
      EnumSet.of(
          Route.ALERTS,
          Route.PICTURE,
          Route.ALERT,
          Route.ACCEPT,
          Route.REJECT,
          Route.UNABLE,
          Route.ADVISE,
          Route.VERIFY,
          Route.OUTCOME,
          Route.BAR,
          Route.HISTORY,
          Route.TAKE_BACK,
          Route.CLEAR_MISSED,
          Route.CANVASS);
  private static final Set<Route> CHECKS = EnumSet.of(Route.CHECK, Route.CHECK_NOW);
  private static final Set<Route> ASKING =
      EnumSet.of(Route.ENTRIES, Route.ENTRY_ADD, Route.ENTRY_LOCATED);
  private static final Set<Route> KEEPING =
      EnumSet.of(Route.ENTRY_APPROVE, Route.ENTRY_REJECT, Route.ENTRY_REVIEWED, Route.ENTRY_REMOVE);
  private static final Set<Route> SWITCHING = EnumSet.of(Route.CATEGORIES, Route.CATEGORY_SWITCH);
  private static final Set<Route> AIMING = EnumSet.of(Route.AIM, Route.AIM_VIEW, Route.AIM_PICTURE);

  private static final Set<Route> WORKING = EnumSet.of(Route.SERVICED);
  private static final Set<Route> COUNTING = EnumSet.of(Route.COUNTED);

  /** Requirements 4.2, said once more and otherwise than in the program. */
  private static final Map<String, Set<Route>> DENIED =
      Map.of(
          "officer", all(List.of(KEEPING, AIMING, WORKING, COUNTING)),
          "supervisor", all(List.of(AIMING, WORKING)),
          "administrator", all(List.of(ALERTS, CHECKS)),
          "technician", all(List.of(ALERTS, CHECKS, ASKING, KEEPING, SWITCHING)),
          "maintenance",
              all(List.of(ALERTS, CHECKS, ASKING, KEEPING, SWITCHING, AIMING, COUNTING)));

  private static Set<Route> all(List<Set<Route>> parts) {
    return parts.stream().flatMap(Set::stream).collect(Collectors.toSet());
  }

  /** Asked without a session. */
  private static final Set<Route> OPEN =
      EnumSet.of(
          Route.HOME,
          Route.LOG_ON,
          Route.RELEASE,
          Route.STYLE,
          Route.SCRIPT,
          Route.ICON,
          Route.WORKER,
          Route.HTMX,
          Route.STATUS,
          Route.ALERTS,
          Route.BAR,
          Route.PICTURE);

  @TempDir Path folder;

  private static String path(Route route) {
    return route
        .path()
        .replace("{hit}", HIT)
        .replace("{entry}", "none")
        .replace("{camera}", "front")
        .replace("{category}", "bolo")
        .replace("{sha256}", "0".repeat(64));
  }

  private static int ask(Served.Browser browser, Route route) throws Exception {
    return (route.method().equals("GET")
            ? browser.get(path(route))
            : browser.post(path(route), "reason", "x", "result", "confirmed", "code", "arrest"))
        .statusCode();
  }

  @Test
  @Tag("IAM-03")
  @Tag("INV-06")
  @Tag("AUD-07")
  void everyRouteLetsInExactlyTheRolesThatMayAndSaysWhoWasDenied() throws Exception {
    int denied = 0;
    try (Served served = new Served(folder)) {
      for (String role : UserList.ROLES) {
        for (Route route : Route.values()) {
          if (route == Route.EVENTS) {
            continue; // says nothing but "new", to anybody, and goes on
          }
          int status = ask(served.as(role), route);
          boolean isDenied = DENIED.getOrDefault(role, Set.of()).contains(route);
          assertEquals(isDenied, status == 403, role + " asks " + route + ": " + status);
          denied += isDenied ? 1 : 0;
        }
      }
      assertEquals(
          denied,
          served.events().stream()
              .filter(l -> l.contains("\"action\":\"access\"") && l.contains("\"result\":\"deny\""))
              .count(),
          "each denied access is written down");
    }
  }

  @Test
  @Tag("IAM-01")
  void whoeverIsNotLoggedOnSeesAlertsAtMost() throws Exception {
    try (Served served = new Served(folder)) {
      for (Route route : Route.values()) {
        if (route != Route.EVENTS) {
          int status = ask(served.nobody(), route);
          assertEquals(
              !OPEN.contains(route),
              status == 401 && route != Route.LOG_ON && route != Route.RELEASE,
              route + " " + status);
        }
      }
    }
  }

  @Test
  @Tag("IAM-03")
  void aRoleThatNobodyKnowsMayDoNothing() {
    for (Right right : Right.values()) {
      assertFalse(Served.RULES.rights().has("chief", right));
    }
  }

  @Test
  void whatIsNotInTheTableIsNotThere() throws Exception {
    try (Served served = new Served(folder)) {
      Served.Browser officer = served.as("officer");
      for (String path :
          List.of(
              "/reads", // QRY-01: no history on a unit
              "/search",
              "/api/reads",
              "/picture/../audit.db",
              "/picture/..%2f..%2faudit.db",
              "/console.css/../../application.properties",
              "/META-INF/MANIFEST.MF",
              "/WEB-INF/web.xml",
              "/.git/config")) {
        int status = officer.get(path).statusCode();
        assertTrue(status == 404 || status == 400, path + " " + status);
      }
    }
  }

  @Test
  @Tag("QRY-01")
  void readsOfThePastCannotBeSearchedOnAUnit() throws Exception {
    try (Served served = new Served(folder)) {
      for (String role : UserList.ROLES) {
        assertEquals(404, served.as(role).get("/search").statusCode());
        assertEquals(404, served.as(role).get("/reads").statusCode());
      }
    }
  }

  @Test
  @Tag("QRY-04")
  @Tag("IAM-03")
  void aPolicyNarrowsWhatRolesMay() {
    Rights narrow = Rights.of(Set.of("supervisor"), Set.of("technician"), Set.of("supervisor"));
    assertFalse(narrow.has("officer", Right.SEE_ALERTS));
    assertFalse(narrow.has("officer", Right.ANSWER_ALERTS));
    assertFalse(narrow.has("officer", Right.MANUAL_CHECK));
    assertFalse(narrow.has("officer", Right.REQUEST_ENTRIES));
    assertFalse(narrow.has("technician", Right.MANUAL_CHECK), "service never asks for plates");
    assertTrue(narrow.has("supervisor", Right.SEE_ALERTS));
  }
}
