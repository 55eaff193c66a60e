package org.outrider.agent.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.alert.Alert;
import org.outrider.agent.alert.disposition.DispositionException;
import org.outrider.agent.base.vehicle.Paint;
import org.outrider.agent.base.vehicle.SeenVehicle;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.hotlist.Freshness;
import org.outrider.agent.hotlist.custom.EntryDraft;
import org.outrider.agent.policy.AlertSettings;
import org.outrider.agent.policy.AuditSettings;
import org.outrider.agent.policy.DeliverySettings;
import org.outrider.agent.policy.HotListSettings;
import org.outrider.agent.policy.PeopleSettings;
import org.outrider.agent.policy.RetentionSettings;
import org.outrider.agent.unit.Agency;

/**
 * General Order 14-01-117 of New Canaan, Connecticut. Every test bears the clause that it proves.
 */
class NewCanaanAcceptanceTest {
  @TempDir Path folder;
  private Agency agency;

  @BeforeEach
  void open() throws Exception {
    agency = new Agency("new-canaan-14-01-117", folder);
  }

  @AfterEach
  void close() {
    agency.close();
  }

  @Test
  @DisplayName("not named: vehicle attributes")
  @Tag("CAP-02")
  @Tag("MAT-03")
  void nothingButThePlateIsToldOfAVehicle() {
    assertFalse(agency.tellsVehicle());
    assertEquals(
        List.of(), agency.described("ZZ*", "SIL", "ZZ17009", SeenVehicle.of(Paint.GRAY, .97)));
  }

  @Test
  @DisplayName("III.A.1")
  @Tag("ALR-01")
  void aHitIsSeenAndHeard() throws Exception {
    assertEquals(List.of("sound", "light"), agency.alert(Category.STOLEN_VEHICLE).channels());
  }

  @Test
  @DisplayName("III.A.3; IV.A")
  @Tag("ALR-04")
  void stolenWantedMissingAmberAndSilverAreAlwaysTold() throws Exception {
    for (Category c :
        List.of(
            Category.STOLEN_VEHICLE,
            Category.WANTED_PERSON,
            Category.MISSING_PERSON,
            Category.AMBER_ALERT,
            Category.SILVER_ALERT)) {
      assertThrows(
          IllegalArgumentException.class,
          () -> agency.alerts.switches().set(c, false, ""),
          c.name());
    }
  }

  @Test
  @DisplayName("III.A.9")
  @Tag("CAP-01")
  void aReadHasPicturesTextTimeAndPosition() throws Exception {
    JsonNode read = agency.readRecord();
    for (String part : List.of("images", "plate", "captured_at", "position")) {
      assertTrue(read.has(part), part);
    }
  }

  @Test
  @DisplayName("V.C.2")
  @Tag("HL-03")
  void everyReadNamesTheListItWasComparedWith() throws Exception {
    assertEquals("7", agency.readRecord().path("hotlist_versions").get(0).path("version").asText());
  }

  @Test
  @DisplayName("V.D.3: lists kept with the reads, as stated")
  @Tag("setting")
  @Tag("HL-03")
  void theProfileStatesThatCentralKeepsListsWithTheReads() throws Exception {
    assertEquals("coterminous", agency.says(HotListSettings.CENTRAL_KEEP));
  }

  @Test
  @DisplayName("V.D.3")
  @Tag("RET-01")
  void readsAreKeptFourteenDaysAtMostFromTheirCapture() throws Exception {
    assertEquals("14", agency.says(RetentionSettings.CENTRAL_MAX_DAYS));
    assertTrue(agency.refusedRetention(15).contains("expected 14 at most"));
  }

  @Test
  @DisplayName("V.D.6")
  @Tag("setting")
  @Tag("UPL-04")
  void readsAreSharedWithNobody() throws Exception {
    assertEquals("agency_only", agency.says(DeliverySettings.DISSEMINATION));
  }

  @Test
  @DisplayName("V.D.9")
  @Tag("setting")
  @Tag("AUD-06")
  void theQueryLogIsKeptThisYearAndTheNext() throws Exception {
    assertEquals("end_of_next_calendar_year", agency.says(AuditSettings.RETENTION));
  }

  @Test
  @DisplayName("V.E.2.h")
  @Tag("setting")
  @Tag("UPL-01")
  void readsAreAtTheServerByTheEndOfTheShift() throws Exception {
    assertEquals("end_of_shift", agency.says(DeliverySettings.UPLOAD_DEADLINE));
  }

  @Test
  @DisplayName("V.E.3")
  @Tag("HL-02")
  void theOldListIsPurgedOnceTheNewOneIsIn() throws Exception {
    agency.takeIn("COLLECT", EnumSet.of(Category.STOLEN_VEHICLE, Category.BOLO));
    assertTrue(agency.isInAnyListFile(Agency.plateOf(Category.STOLEN_VEHICLE)));
    agency.takeIn("COLLECT", EnumSet.of(Category.BOLO, Category.WANTED_PERSON));
    assertFalse(agency.isInAnyListFile(Agency.plateOf(Category.STOLEN_VEHICLE)));
  }

  @Test
  @DisplayName("V.E.4-5; V.E.8.b")
  @Tag("ALR-02")
  @Tag("ALR-03")
  void anAlertShowsThePictureBesideWhatIsListedAndMustBeAnswered() throws Exception {
    Alert alert = agency.alert(Category.STOLEN_VEHICLE);
    assertEquals(1, alert.pictures().size());
    String card = Agency.card(alert);
    assertTrue(card.contains("read ") && card.contains("listed "), card);
    assertEquals("required", agency.says(AlertSettings.DISPOSITION));
    UUID accepted = agency.present(Category.MISSING_PERSON);
    UUID rejected = agency.present(Category.WANTED_PERSON);
    agency.dispositions.accept(accepted, Agency.OFFICER);
    agency.dispositions.reject(rejected, "another state", Agency.OFFICER);
    assertEquals(List.of(), agency.dispositions.open());
    assertTrue(
        agency.verifying(accepted, "NCIC", true).contains("the profile allows no exception"));
    DispositionException e =
        assertThrows(
            DispositionException.class,
            () -> agency.dispositions.accept(rejected, Agency.ADMINISTRATOR));
    assertTrue(e.getMessage().contains("expected officer or supervisor"), e.getMessage());
  }

  @Test
  @DisplayName("V.E.8.a")
  @Tag("setting")
  @Tag("IAM-04")
  @Tag("HL-04")
  void logOnStartsTheUnitAndFetchesTheList() throws Exception {
    assertEquals("operator_login", agency.says(PeopleSettings.ACTIVATION));
    assertEquals("true", agency.says(HotListSettings.ON_LOGIN));
  }

  @Test
  @DisplayName("V.E.9.b")
  @Tag("HL-14")
  void anEntryMadeInTheFieldMatchesAtOnceAndGoesToTheServer() throws Exception {
    agency.custom().add(agency.draft("ZZ10001"), Agency.OFFICER, agency.now());
    assertEquals(1, agency.matches("ZZ10001").size());
    assertTrue(agency.changesForCentral().getFirst().contains("\"op\":\"add\""));
  }

  @Test
  @DisplayName("V.E.9.c")
  @Tag("HL-09")
  @Tag("HL-13")
  void aManualEntryHasAPurpose() throws Exception {
    EntryDraft draft = agency.draft("ZZ10001", Map.of("purpose_code", ""));
    assertTrue(agency.refusal(draft, Agency.OFFICER).contains("purpose_code: (missing)"));
  }

  @Test
  @DisplayName("V.F.2")
  @Tag("HL-06")
  void anAlertSaysWhenTheListIsMoreThanADayOld() throws Exception {
    Alert fresh = agency.alert(Category.BOLO, Duration.ofHours(24), "").orElseThrow();
    assertEquals(Freshness.FRESH, fresh.freshness());
    Alert old = agency.alert(Category.OTHER, Duration.ofHours(25), "").orElseThrow();
    assertEquals(Freshness.STALE, old.freshness());
  }

  @Test
  @DisplayName("V.F.3-4")
  @Tag("ALR-10")
  void everyHitIsConfirmedBeforeAStop() throws Exception {
    assertEquals("always", agency.says(AlertSettings.VERIFY_MODE));
    String card = Agency.card(agency.alert(Category.STOLEN_VEHICLE));
    assertTrue(card.contains("have dispatch confirm the hit before a stop"), card);
  }
}
