package org.outrider.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.trust.SealedJson;
import org.outrider.agent.base.trust.Sha256;
import org.outrider.agent.people.iam.UserList;

class EquipmentPagesTest {
  @TempDir Path folder;

  private static JsonNode last(Served served) throws Exception {
    return new ObjectMapper().readTree(served.reports.getLast());
  }

  @Test
  @Tag("INV-03")
  void anybodyReportsDamageAndItStandsUntilThePartIsReplaced() throws Exception {
    try (Served served = new Served(folder)) {
      for (String role : UserList.ROLES) {
        Served.Browser person = served.as(role);
        person.get("/equipment");
        assertEquals(
            303,
            person
                .post("/equipment/damage", "component", "camera front", "note", "cracked " + role)
                .statusCode());
        JsonNode told = last(served);
        assertEquals(role, told.path("by").path("user_id").asText());
        assertEquals("camera front", told.path("component").asText());
        String text = served.reports.getLast();
        assertEquals(told.path("hash").asText(), Sha256.of(SealedJson.unsealed(text)), "signed");
      }
      Served.Browser technician = served.as("technician");
      assertTrue(technician.get("/equipment").body().contains("camera front: cracked officer"));
      int before = served.reports.size();
      assertEquals(
          400, technician.post("/equipment/damage", "component", "lens", "note", " ").statusCode());
      assertEquals(before, served.reports.size());
      technician.post("/equipment/service", "work", "replaced", "component", "camera front");
      assertEquals("replaced", last(served).path("work").asText());
      assertTrue(!technician.get("/equipment").body().contains("cracked"));
      assertEquals(
          UserList.ROLES.size() + 2, // the one that was not understood is written down too
          served.events().stream()
              .filter(l -> l.matches(".*\"action\":\"(damage|service)\".*"))
              .count());
    }
  }

  @Test
  @Tag("INV-04")
  void whatIsDueIsShownAndLateUntilItIsDone() throws Exception {
    try (Served served = new Served(folder)) {
      served.equipment().reportIfDue();
      Served.Browser mray = served.as("maintenance");
      assertTrue(mray.get("/equipment").body().contains("2026-12-22"), "30 days on");
      served.clock.advance(Duration.ofDays(31));
      Served.Browser later = served.as("maintenance");
      assertTrue(later.get("/equipment").body().contains("2026-12-22, late"));
      assertEquals(303, later.post("/equipment/service", "work", "cleaned").statusCode());
      String page = later.get("/equipment").body();
      assertTrue(page.contains("2027-01-22") && !page.contains("late"), page);
      assertEquals(400, later.post("/equipment/service", "work", "polished").statusCode());
    }
  }

  @Test
  @Tag("INV-02")
  void aCountSaysWhatMatchesIsMissingAndIsExtraAndIsSigned() throws Exception {
    try (Served served = new Served(folder)) {
      Served.Browser supervisor = served.as("supervisor");
      supervisor.get("/equipment");
      String page =
          supervisor
              .post("/equipment/count", "marks", " t-1 \r\nT-1\r\nX-9\r\n", "note", "yearly")
              .body();
      assertTrue(page.contains("Record and unit differ."), page);
      assertTrue(page.contains("<td>X-9</td><td class=\"warning\">extra"), page);
      assertTrue(page.contains("bears no mark"), "the lens");
      JsonNode told = last(served);
      assertEquals("counted", told.path("work").asText());
      assertEquals("T-1", told.at("/count/matched/0/tag").asText());
      assertEquals("X-9", told.at("/count/extra/0").asText());
      assertTrue(told.path("signature").has("value"));
      assertTrue(
          supervisor.post("/equipment/count", "marks", "c-100").body().contains("agree."),
          "by serial number as well");
    }
  }
}
