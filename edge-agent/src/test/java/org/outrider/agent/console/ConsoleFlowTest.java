package org.outrider.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.alert.disposition.Disposition;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.hotlist.HotListEntry;
import org.outrider.agent.hotlist.match.Match;
import org.outrider.agent.people.iam.Classification;
import org.outrider.agent.people.iam.ReleaseCode;
import org.outrider.agent.people.iam.SessionRules;

class ConsoleFlowTest {
  private static final HotListEntry LISTED =
      Served.entry("e1", "ABC123", Category.STOLEN_VEHICLE, "Approach with care.");

  @TempDir Path folder;

  private static Disposition of(Served served, UUID hit) {
    return served.dispositions().all().stream()
        .filter(d -> d.hitId().equals(hit))
        .findFirst()
        .orElseThrow();
  }

  @Test
  @Tag("ALR-02")
  @Tag("ALR-11")
  void theCardShowsInstructionsFirstThenReadAndListedPlateSideBySide() throws Exception {
    try (Served served = new Served(folder)) {
      served.alert(
          "A8C123",
          Served.entry("e9", "ABC123", Category.WANTED_PERSON, "Wait for a second unit."),
          Match.Type.SIMILAR);
      String page = served.as("officer").get("/").body();
      int instructions = page.indexOf("Wait for a second unit.");
      int plates = page.indexOf("class=\"plates\"");
      assertTrue(instructions > 0 && instructions < plates);
      assertTrue(page.contains("Possible: Wanted person"));
      assertEquals(2, page.split("<td class=\"differs\">", -1).length - 1, "8 read, B listed");
      assertTrue(page.contains("The alert is about the vehicle, not about who drives it."));
      assertTrue(page.contains("ncic version 12, 3 h old"));
      assertTrue(page.contains("93 % sure"));
      String picture = page.replaceAll("(?s).*src=\"(/picture/[0-9a-f]{64})\".*", "$1");
      assertEquals("patch A8C123", served.as("officer").get(picture).body(), "the very crop");
    }
  }

  @Test
  @Tag("ALR-03")
  @Tag("ALR-10")
  @Tag("ALR-15")
  @Tag("AUD-01")
  void anAlertIsAcceptedVerifiedAndClosedAndEachStepIsWrittenDown() throws Exception {
    try (Served served = new Served(folder)) {
      UUID hit = served.alert("ABC123", LISTED, Match.Type.EXACT);
      Served.Browser officer = served.as("officer");
      officer.get("/");
      assertEquals(303, officer.post("/alert/" + hit + "/accept", "from", "live").statusCode());
      assertEquals(Disposition.State.ACCEPTED, of(served, hit).state());
      assertTrue(officer.get("/alert/" + hit).body().contains("not verified"));
      HttpResponse<String> hasty =
          officer.post("/alert/" + hit + "/verify", "method", "NCIC", "result", "confirmed");
      assertEquals(409, hasty.statusCode());
      assertTrue(hasty.body().contains("expected plate, vehicle and state to be compared first"));
      assertEquals(
          303,
          officer
              .post(
                  "/alert/" + hit + "/verify",
                  "method",
                  "NCIC",
                  "result",
                  "confirmed",
                  "visual",
                  "yes",
                  "state",
                  "yes")
              .statusCode());
      assertNotNull(of(served, hit).verification());
      assertEquals(
          303,
          officer
              .post("/alert/" + hit + "/outcome", "code", "recovered", "report_no", "26-17")
              .statusCode());
      assertEquals("26-17", of(served, hit).outcome().reportNo());
      List<String> events = served.events();
      for (String action : List.of("view_alert", "disposition", "verify", "outcome")) {
        assertTrue(
            events.stream()
                .anyMatch(
                    l -> l.contains("\"action\":\"" + action + "\"") && l.contains(hit.toString())),
            action);
      }
      assertTrue(
          events.stream().anyMatch(l -> l.contains("\"verify\"") && l.contains("\"error\"")),
          "the refused one too");
    }
  }

  @Test
  @Tag("ALR-03")
  @Tag("ALR-09")
  void rejectingNeedsAReasonAndTheNextAlertComesUp() throws Exception {
    try (Served served = new Served(folder)) {
      UUID first = served.alert("ABC123", LISTED, Match.Type.EXACT);
      served.clock.advance(Duration.ofSeconds(5));
      UUID amber =
          served.alert(
              "TNK305",
              Served.entry("e7", "TNK305", Category.AMBER_ALERT, "Two children."),
              Match.Type.EXACT);
      Served.Browser officer = served.as("officer");
      officer.get("/");
      assertEquals(409, officer.post("/alert/" + first + "/reject").statusCode());
      assertEquals(
          303,
          officer
              .post("/alert/" + first + "/reject", "reason", "misread", "from", "live")
              .statusCode());
      assertEquals("misread", of(served, first).answer().reason());
      assertTrue(officer.get("/alerts").body().contains("data-hit=\"" + amber));
      served.clock.advance(Duration.ofSeconds(61));
      served.dispositions().tick();
      assertTrue(officer.get("/alerts").body().contains("data-hit=\"" + amber), "never by itself");
    }
  }

  @Test
  @Tag("QRY-03")
  @Tag("QRY-02")
  void aManualCheckSaysWhyFirstAndAsksTheListInForceAlone() throws Exception {
    try (Served served = new Served(folder)) {
      Served.Browser officer = served.as("officer");
      officer.get("/check");
      HttpResponse<String> bare = officer.post("/check", "plate", "abc-123");
      assertEquals(400, bare.statusCode());
      assertFalse(bare.body().contains("Listed:"));
      HttpResponse<String> whole =
          officer.post(
              "/check",
              "plate",
              "abc-123",
              "reason",
              "parked oddly",
              "purpose",
              "stolen_vehicle",
              "case_number",
              "26-17");
      assertTrue(whole.body().contains("Listed: abc-123"), whole.body());
      assertTrue(whole.body().contains("Approach with care."));
      assertTrue(
          officer
              .post(
                  "/check",
                  "plate",
                  "ZZZ999",
                  "reason",
                  "parked oddly",
                  "purpose",
                  "stolen_vehicle",
                  "case_number",
                  "26-17")
              .body()
              .contains("Not listed: ZZZ999"));
      List<String> events = served.events();
      assertTrue(
          events.stream()
              .anyMatch(
                  l ->
                      l.contains(
                          "\"case_number\":\"26-17\",\"purpose\":\"stolen_vehicle\",\"query\":\"abc-123\",\"reason\":\"parked"
                              + " oddly\",\"result\":\"allow\",\"final_status\":\"1 entry")));
      assertTrue(
          events.stream().anyMatch(l -> l.contains("manual_check") && l.contains("\"deny\"")));
    }
  }

  @Test
  @Tag("QRY-02")
  @Tag("AUD-01")
  void whatCannotBeWrittenDownIsNotShown() throws Exception {
    try (Served served = new Served(folder)) {
      Served.Browser officer = served.as("officer");
      officer.get("/check");
      UUID hit = served.alert("ABC123", LISTED, Match.Type.EXACT);
      try (java.sql.Connection other =
              java.sql.DriverManager.getConnection("jdbc:sqlite:" + served.auditFile);
          java.sql.Statement s = other.createStatement()) {
        s.execute("PRAGMA busy_timeout=10000");
        s.execute("BEGIN EXCLUSIVE"); // as good as a disk that takes nothing
        HttpResponse<String> answer =
            officer.post(
                "/check",
                "plate",
                "ABC123",
                "reason",
                "r",
                "purpose",
                "stolen_vehicle",
                "case_number",
                "1");
        assertEquals(503, answer.statusCode());
        assertFalse(answer.body().contains("Approach with care."));
        assertEquals(
            303,
            officer.post("/alert/" + hit + "/accept", "from", "live").statusCode(),
            "but an officer's answer is never lost to that");
        assertEquals(Disposition.State.ACCEPTED, of(served, hit).state());
        s.execute("ROLLBACK");
      }
      assertTrue(
          served.events().stream().anyMatch(l -> l.contains("\"disposition\"")),
          "and is written down later");
    }
  }

  @Test
  @Tag("HL-09")
  void anOfficersEntryWaitsForASupervisorWhoIsSomebodyElse() throws Exception {
    try (Served served = new Served(folder)) {
      Served.Browser officer = served.as("officer");
      officer.get("/entries");
      assertEquals(
          400, officer.post("/entries", "plate", "ABC777", "category", "bolo").statusCode());
      assertEquals(
          303,
          officer
              .post(
                  "/entries",
                  "plate",
                  "ABC777",
                  "category",
                  "bolo",
                  "days",
                  "3",
                  "field_case_number",
                  "26-1",
                  "field_purpose_code",
                  "stolen_vehicle")
              .statusCode());
      Served.Browser supervisor = served.as("supervisor");
      String page = supervisor.get("/entries").body();
      assertTrue(page.contains("ABC777") && page.contains("pending"));
      String id = page.replaceAll("(?s).*action=\"/entries/([^/]+)/approve\".*", "$1");
      assertEquals(303, supervisor.post("/entries/" + id + "/approve").statusCode());
      assertTrue(supervisor.get("/entries").body().contains("active"));
      assertEquals(400, supervisor.post("/entries/" + id + "/remove").statusCode(), "no reason");
      assertEquals(
          303,
          supervisor.post("/entries/" + id + "/remove", "reason", "found by another").statusCode());
      assertTrue(supervisor.get("/entries").body().contains("No entries."));
    }
  }

  @Test
  @Tag("IAM-01")
  void fiveWrongPasswordsLockTheAccountAndTheAlertsAreStillSeen() throws Exception {
    try (Served served = new Served(folder)) {
      served.alert("ABC123", LISTED, Match.Type.EXACT);
      Served.Browser browser = served.nobody();
      for (int i = 0; i < 5; i++) {
        assertEquals(
            401, browser.post("/logon", "user", "officer", "password", "wrong").statusCode());
      }
      HttpResponse<String> locked =
          browser.post("/logon", "user", "officer", "password", Served.PASSWORD);
      assertEquals(401, locked.statusCode());
      assertTrue(locked.body().contains("the account is locked here"));
      assertTrue(locked.body().contains("Release by telephone"));
      assertTrue(locked.body().contains("Approach with care."), "receive-only");
      assertFalse(locked.body().contains("/accept"), "and nothing to press");
    }
  }

  @Test
  @Tag("IAM-01")
  void aConsoleLocksWhenNobodyUsesItAndRefreshingIsNoUse() throws Exception {
    try (Served served = new Served(folder)) {
      UUID hit = served.alert("ABC123", LISTED, Match.Type.EXACT);
      Served.Browser officer = served.as("officer");
      served.clock.advance(Duration.ofMinutes(29));
      officer.get("/check");
      served.clock.advance(Duration.ofMinutes(29));
      officer.get("/alerts");
      served.clock.advance(Duration.ofMinutes(1));
      HttpResponse<String> page = officer.get("/");
      assertTrue(page.body().contains("<h1>Locked</h1>"));
      assertTrue(page.body().contains("Approach with care."), "alerts are still seen");
      assertEquals(401, officer.post("/alert/" + hit + "/accept").statusCode());
      HttpResponse<String> wrong = officer.post("/unlock", "password", "wrong");
      assertEquals(401, wrong.statusCode());
      assertFalse(wrong.body().contains("/accept"), "nothing to press");
      assertEquals(303, officer.post("/unlock", "password", Served.PASSWORD).statusCode());
      officer.get("/");
      assertEquals(303, officer.post("/alert/" + hit + "/accept", "from", "live").statusCode());
    }
  }

  @Test
  @Tag("IAM-01")
  void inAVehicleOfTheAgencyTheConsoleStaysOpen() throws Exception {
    try (Served served =
        new Served(
            folder, Served.RULES, new SessionRules(Optional.empty(), false), Optional.empty())) {
      Served.Browser officer = served.as("officer");
      served.clock.advance(Duration.ofHours(8));
      assertEquals(200, officer.get("/check").statusCode());
      served.clock.advance(Duration.ofHours(8));
      assertEquals(401, officer.get("/check").statusCode(), "but no shift is longer than 16 h");
    }
  }

  @Test
  @Tag("IAM-03")
  void whereThePolicyShowsAlertsToNobodyElseALockedConsoleShowsNone() throws Exception {
    try (Served served =
        new Served(
            folder, Served.RULES, new SessionRules(Optional.empty(), false), Optional.empty())) {
      served.alert("ABC123", LISTED, Match.Type.EXACT);
      assertFalse(served.nobody().get("/").body().contains("ABC"));
      assertEquals(401, served.nobody().get("/alerts").statusCode());
      assertEquals(401, served.nobody().get("/picture/" + "0".repeat(64)).statusCode());
    }
  }

  @Test
  @Tag("IAM-04")
  @Tag("UPL-01")
  void loggingOffSaysWhatIsPendingAndIsNeverPrevented() throws Exception {
    try (Served served = new Served(folder)) {
      Served.Browser officer = served.nobody();
      officer.post("/logon", "user", "officer", "password", Served.PASSWORD);
      assertEquals("officer", served.sessions.open().getFirst().user().role());
      String page = officer.get("/logoff").body();
      assertTrue(page.contains("Not all is delivered yet"));
      assertTrue(page.contains("3 waiting"));
      assertEquals(303, officer.post("/logoff").statusCode());
      assertEquals(List.of(), served.sessions.open());
      assertTrue(
          served.events().stream()
              .anyMatch(l -> l.contains("\"logout\"") && l.contains("pending: read 3")));
    }
  }

  @Test
  @Tag("INV-06")
  void theAimingPageJudgesWhatItSeesAndSaysWhatToChange() throws Exception {
    try (Served served = new Served(folder)) {
      String view = served.as("technician").get("/aim/front").body();
      assertTrue(view.contains("<b>TEST01 width</b> 140 px: good"), view);
      assertTrue(view.contains("<b>plate width</b> 40 px: poor, too small"), view);
      assertTrue(view.contains("<b>plate tilt</b> 20°: poor, turn the camera level"), view);
      assertEquals(404, served.as("technician").get("/aim/rear").statusCode());
    }
  }

  @Test
  void aThousandOpenAlertsAreOneShortPage() throws Exception {
    try (Served served = new Served(folder)) {
      for (int i = 0; i < 1000; i++) {
        served.alert(
            "ABC123", Served.entry("e" + i, "ABC123", Category.BOLO, ""), Match.Type.EXACT);
      }
      Served.Browser officer = served.as("officer");
      String page = officer.get("/").body();
      assertTrue(page.contains("999 more wait"));
      long weight = page.length();
      for (String part : List.of("/console.css", "/console.js", "/htmx.js", "/icon.svg")) {
        weight += officer.get(part).body().length();
      }
      assertTrue(weight < 150 * 1024, "weighs " + weight);
    }
  }

  @Test
  @Tag("IAM-01")
  void aLockedAccountIsOpenedOverTheTelephoneByTheCodeOfAnAdministrator() throws Exception {
    try (Served served = new Served(folder)) {
      Served.Browser browser = served.nobody();
      for (int i = 0; i < 5; i++) {
        HttpResponse<String> refused =
            browser.post("/logon", "user", "officer", "password", "wrong wrong");
        assertEquals(i == 4, refused.body().contains("Release by telephone"), "try " + i);
      }
      HttpResponse<String> locked =
          browser.post("/logon", "user", "officer", "password", Served.PASSWORD);
      assertEquals(401, locked.statusCode());
      java.util.regex.Matcher shown =
          java.util.regex.Pattern.compile("class=\"challenge\">([A-Z2-7-]{9})<")
              .matcher(locked.body());
      assertTrue(shown.find(), locked.body());
      HttpResponse<String> wrong =
          browser.post("/release", "user", "officer", "release", "AAAA-AAAA-AAAA");
      assertEquals(401, wrong.statusCode());
      assertTrue(wrong.body().contains("release code is wrong"));
      String code = ReleaseCode.code(Served.RELEASE, "CT0000000/car-7", "officer", shown.group(1));
      HttpResponse<String> released = browser.post("/release", "user", "officer", "release", code);
      assertEquals(200, released.statusCode());
      assertTrue(released.body().contains("account released"));
      assertEquals(
          303, browser.post("/logon", "user", "officer", "password", Served.PASSWORD).statusCode());
    }
  }

  @Test
  @Tag("IAM-05")
  void aRestrictedEntryIsShownInFullToTheClearedAndAsAnAlertToEverybody() throws Exception {
    try (Served served = new Served(folder)) {
      UUID hit =
          served.alert(
              "XYZ789",
              Served.entry("e2", "XYZ789", Category.WANTED_PERSON, "Armed.", Classification.NCIC),
              Match.Type.EXACT);
      for (String path : List.of("/", "/alerts", "/alert/" + hit)) {
        String cleared = served.as("supervisor").get(path).body();
        assertTrue(cleared.contains("Armed.") && cleared.contains("2019 GRY SEDAN"), path);
        String other = served.as("officer").get(path).body();
        assertTrue(other.contains("Restricted entry") && other.contains("Wanted person"), path);
        assertTrue(other.contains("data-hit=\"" + hit), path + ": the alert itself is there");
        for (String secret : List.of("Armed.", "2019 GRY SEDAN", "US-CT", "ncic version")) {
          assertFalse(other.contains(secret), path + " " + secret);
        }
      }
      String nobody = served.nobody().get("/").body();
      assertTrue(nobody.contains("Restricted entry"));
      assertFalse(nobody.contains("Armed."));
      String[] asked = {
        "plate", "XYZ789", "purpose", "stolen_vehicle", "reason", "x", "case_number", "1"
      };
      Served.Browser supervisor = served.as("supervisor");
      assertTrue(supervisor.post("/check", asked).body().contains("Armed."));
      String found = served.as("officer").post("/check", asked).body();
      assertTrue(found.contains("Restricted entry") && found.contains("Listed"));
      assertFalse(found.contains("Armed.") || found.contains("2019 GRY SEDAN"));
    }
  }

  @Test
  @Tag("ALR-04")
  @Tag("ALR-05")
  void optionalCategoriesAreSwitchedAndRequiredOnesNeverAndBothIsWrittenDown() throws Exception {
    try (Served served = new Served(folder)) {
      Served.Browser officer = served.as("officer");
      String page = officer.get("/categories").body();
      assertTrue(page.contains("What you switch ends with your shift."));
      assertEquals(303, officer.post("/categories/bolo", "to", "off").statusCode());
      assertFalse(served.switches().isTold(Category.BOLO));
      assertTrue(officer.get("/categories").body().contains("not told"));
      served.switches().keepOnly(Set.of());
      assertTrue(served.switches().isTold(Category.BOLO), "the officer's shift is over");
      Served.Browser supervisor = served.as("supervisor");
      assertEquals(303, supervisor.post("/categories/bolo", "to", "off").statusCode());
      served.switches().keepOnly(Set.of());
      assertFalse(served.switches().isTold(Category.BOLO), "a supervisor's holds");
      assertEquals(400, supervisor.post("/categories/bolo", "to", "loud").statusCode());
      assertEquals(404, supervisor.post("/categories/parking", "to", "on").statusCode());
      assertTrue(page.contains("required by the policy"));
      assertEquals(409, supervisor.post("/categories/stolen_vehicle", "to", "off").statusCode());
      assertTrue(served.switches().isTold(Category.STOLEN_VEHICLE));
      assertEquals(
          2, served.events().stream().filter(e -> e.contains("\"category_switch\"")).count());
    }
  }
}
