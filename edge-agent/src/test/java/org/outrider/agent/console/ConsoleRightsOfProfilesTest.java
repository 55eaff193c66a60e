package org.outrider.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.hotlist.match.Match;
import org.outrider.agent.people.iam.SessionRules;
import org.outrider.agent.people.iam.UserList;
import org.outrider.agent.policy.Profiles;
import org.outrider.agent.unit.ProfileRules;

class ConsoleRightsOfProfilesTest {
  @TempDir Path folder;

  private static Rights of(String profile) throws Exception {
    return new ProfileRules(Profiles.shipped(profile)).consoleRules().rights();
  }

  /**
   * New Canaan V.E.9.b alone has its operators check plates by hand; nowhere does an administrator
   * see alerts.
   */
  @Test
  @Tag("QRY-03")
  @Tag("QRY-04")
  @Tag("IAM-03")
  void inEachPolicyOfficersSeeAlertsAndSupervisorsCheckPlates() throws Exception {
    for (String profile : Profiles.shipped()) {
      for (String role : new String[] {"officer", "supervisor"}) {
        assertTrue(of(profile).has(role, Right.SEE_ALERTS), profile + " " + role);
        assertTrue(of(profile).has(role, Right.ANSWER_ALERTS), profile + " " + role);
      }
      assertTrue(of(profile).has("supervisor", Right.MANUAL_CHECK), profile);
      assertEquals(
          profile.startsWith("new-canaan"),
          of(profile).has("officer", Right.MANUAL_CHECK),
          profile + " officer");
      assertFalse(of(profile).has("administrator", Right.SEE_ALERTS), profile);
    }
  }

  @Test
  @Tag("INV-06")
  void inNoPolicyDoesServiceSeePlates() throws Exception {
    for (String profile : Profiles.shipped()) {
      for (String role : new String[] {"technician", "maintenance"}) {
        for (Right right :
            new Right[] {
              Right.SEE_ALERTS, Right.ANSWER_ALERTS, Right.MANUAL_CHECK, Right.SEE_ENTRIES
            }) {
          assertFalse(of(profile).has(role, right), profile + " " + role + " " + right);
        }
      }
      assertTrue(of(profile).has("technician", Right.AIM));
    }
  }

  /**
   * Kentucky IV.B and P.1, Glendora 424.5(a), Clinton V.B, Glastonbury Procedures, New Canaan IV.B
   * and V.A.1: data is accessible by a log-on alone.
   */
  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "glastonbury-41-11",
        "clinton-12-10",
        "kentucky-alpr",
        "new-canaan-14-01-117",
        "glendora-424"
      })
  @Tag("IAM-03")
  void aPolicyThatAsksForALogOnShowsNeitherAlertNorPictureWithoutOne(String profile)
      throws Exception {
    ProfileRules rules = new ProfileRules(Profiles.shipped(profile));
    try (Served served =
        new Served(folder, rules.consoleRules(), rules.sessionRules(false), Optional.empty())) {
      served.alert(
          "ABC123", Served.entry("e1", "ABC123", Category.STOLEN_VEHICLE, ""), Match.Type.EXACT);
      assertFalse(served.nobody().get("/").body().contains("ABC"), "page for nobody");
      assertEquals(401, served.nobody().get("/alerts").statusCode());
      assertEquals(401, served.nobody().get("/picture/" + "0".repeat(64)).statusCode());
      Served.Browser officer = served.as("officer");
      assertTrue(officer.get("/alerts").body().contains("ABC"), "page for an officer");
      served.sessions.lock(served.sessions.open().getFirst());
      assertEquals(401, officer.get("/alerts").statusCode(), "a locked console");
    }
  }

  @Test
  @Tag("LOC-02")
  void whereUnitsStandIsForAdministratorsUnlessThePolicySendsOfficersThere() throws Exception {
    assertEquals(
        Set.of("administrator"),
        new ProfileRules(Profiles.shipped("default")).consoleRules().seePlaces());
    assertEquals(
        Set.of("administrator"),
        new ProfileRules(Profiles.shipped("clinton-12-10")).consoleRules().seePlaces());
    assertTrue(
        new ProfileRules(Profiles.shipped("kentucky-alpr"))
            .consoleRules()
            .seePlaces()
            .contains("officer"));
  }

  @Test
  void theTableInTheDocsIsThatOfTheProgram() throws Exception {
    Path root = Path.of("").toAbsolutePath();
    Path home = Files.exists(root.resolve("docs")) ? root : root.getParent();
    String docs = Files.readString(home.resolve("docs/console-rights.md"));
    assertTrue(
        docs.endsWith(RightsTable.of(of("default"))), "to be written by: outrider user rights");
  }

  /** Every route, every role, every policy, asked over HTTP; default deny. */
  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "default",
        "glastonbury-41-11",
        "clinton-12-10",
        "kentucky-alpr",
        "new-canaan-14-01-117",
        "glendora-424"
      })
  @Tag("IAM-03")
  @Tag("INV-06")
  void eachRouteLetsInWhomThePolicyLetsInAndNobodyElse(String profile) throws Exception {
    ConsoleRules rules = new ProfileRules(Profiles.shipped(profile)).consoleRules();
    int denied = 0;
    try (Served served =
        new Served(folder, rules, new SessionRules(Optional.empty(), true), Optional.empty())) {
      for (String role : UserList.ROLES) {
        for (Route route : Route.values()) {
          if (route == Route.EVENTS || route.right().isEmpty()) {
            continue; // asked by anybody
          }
          String path = route.path().replaceAll("\\{\\w+}", "00000000-0000-7000-8000-000000000000");
          int status =
              route.method().equals("GET")
                  ? served.as(role).get(path).statusCode()
                  : served.as(role).post(path, "reason", "x").statusCode();
          boolean may = rules.rights().has(role, route.right().get());
          assertEquals(!may, status == 403, profile + " " + role + " " + route + " " + status);
          denied += may ? 0 : 1;
        }
      }
    }
    assertTrue(denied > 60, "denied " + denied);
  }
}
