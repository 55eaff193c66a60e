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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outrider.agent.alert.Alert;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.custom.EntryDraft;
import org.outrider.agent.hotlist.release.ImportReport;
import org.outrider.agent.people.iam.Actor;
import org.outrider.agent.policy.AlertSettings;
import org.outrider.agent.policy.AuditSettings;
import org.outrider.agent.policy.DeliverySettings;
import org.outrider.agent.policy.RetentionSettings;
import org.outrider.agent.policy.SearchSettings;
import org.outrider.agent.unit.Agency;

/** General Order 41-11 of Glastonbury, Connecticut. Every test bears the clause that it proves. */
class GlastonburyAcceptanceTest {
  @TempDir Path folder;
  private Agency agency;

  @BeforeEach
  void open() throws Exception {
    agency = new Agency("glastonbury-41-11", folder);
  }

  @AfterEach
  void close() {
    agency.close();
  }

  @Test
  @DisplayName("Overview; Definitions, Hit")
  @Tag("CAP-02")
  void vehicleDescriptionsMayBeTold() {
    assertTrue(agency.tellsVehicle());
  }

  @Test
  @DisplayName("Data Retention")
  @Tag("RET-01")
  void readsAreKeptThirtyDaysAtMost() throws Exception {
    assertEquals("30", agency.says(RetentionSettings.CENTRAL_MAX_DAYS));
    assertTrue(agency.refusedRetention(31).contains("expected 30 at most"));
    assertEquals("", agency.refusedRetention(30));
  }

  @Test
  @DisplayName("Definitions: Alert")
  @Tag("ALR-01")
  void aHitIsSeenAndHeard() throws Exception {
    assertEquals(List.of("sound", "light"), agency.alert(Category.STOLEN_VEHICLE).channels());
  }

  @Test
  @DisplayName("Permitted Use, Queries 1")
  @Tag("HL-16")
  void civilImmigrationIsNoPurposeOfAnEntry() throws Exception {
    EntryDraft draft = agency.draft("ZZ10001", Map.of("purpose_code", "civil_immigration"));
    assertTrue(agency.refusal(draft, Agency.SUPERVISOR).contains("not permitted"));
  }

  @Test
  @DisplayName("Permitted Use, Queries 1: statutory exception")
  @Tag("HL-16")
  void anAdministratorMayNameTheStatutoryBasisAndNobodyElse() throws Exception {
    Map<String, String> purpose = Map.of("purpose_code", "civil_immigration");
    EntryDraft draft =
        agency.draft(
            "ZZ10001",
            purpose,
            true,
            "54-192h(b)(1)(A)(ii)",
            agency.now().plus(Duration.ofDays(1)),
            "NCIC");
    assertTrue(agency.refusal(draft, Agency.SUPERVISOR).contains("for administrators alone"));
    assertEquals("", agency.refusal(draft, Agency.ADMINISTRATOR));
  }

  @Test
  @DisplayName("Permitted Use, Queries 1; Accountability 2")
  @Tag("HL-16")
  @Tag("HL-15")
  void immigrationRowsOfAListNeverGetOntoTheUnitNorMatch() throws Exception {
    ImportReport report = agency.takeIn("NCIC", EnumSet.of(Category.IMMIGRATION, Category.BOLO));
    assertEquals(1, report.entries());
    assertEquals(1, report.droppedByPolicy());
    assertFalse(agency.isInAnyListFile(Agency.plateOf(Category.IMMIGRATION)));
    assertFalse(agency.matchesIfListed(Category.IMMIGRATION));
  }

  @ParameterizedTest(name = "Permitted Use, Queries 1; Accountability 3: {0}")
  @ValueSource(strings = {"reproductive_health_care", "gender_affirming_health_care"})
  @DisplayName("Permitted Use, Queries 1; Accountability 3")
  @Tag("HL-16")
  void healthCareIsNoPurposeOfAnEntry(String purpose) throws Exception {
    EntryDraft draft = agency.draft("ZZ10001", Map.of("purpose_code", purpose));
    assertTrue(agency.refusal(draft, Agency.SUPERVISOR).contains("not permitted"));
  }

  @ParameterizedTest(name = "Permitted Use, Queries 1-11: {0}")
  @ValueSource(
      strings = {
        "criminal_investigation",
        "missing_person",
        "human_trafficking",
        "wanted_person",
        "stolen_vehicle",
        "stolen_plate",
        "evasion",
        "fugitive",
        "surveillance",
        "dangerous_driving",
        "medical_emergency",
        "serious_crash",
        "evading_responsibility",
        "exigent",
        "terrorism"
      })
  @DisplayName("Permitted Use, Queries 1-11")
  @Tag("HL-13")
  void everyPermittedPurposeIsAccepted(String purpose) throws Exception {
    EntryDraft draft = agency.draft("ZZ10001", Map.of("purpose_code", purpose));
    assertEquals("", agency.refusal(draft, Agency.SUPERVISOR));
  }

  @Test
  @DisplayName("Prohibited Use 4")
  @Tag("HL-13")
  void personalUseIsRefused() throws Exception {
    EntryDraft draft = agency.draft("ZZ10001", Map.of("purpose_code", "personal"));
    assertTrue(agency.refusal(draft, Agency.SUPERVISOR).contains("not permitted"));
  }

  @Test
  @DisplayName("Hot List Entries: reasonable suspicion")
  @Tag("HL-13")
  void anEntryNeedsReasonableSuspicion() throws Exception {
    EntryDraft draft =
        agency.draft(
            "ZZ10001", Map.of(), false, null, agency.now().plus(Duration.ofDays(1)), "NCIC");
    assertTrue(agency.refusal(draft, Agency.SUPERVISOR).contains("reasonable suspicion"));
  }

  @Test
  @DisplayName("Hot List Entries: sources")
  @Tag("HL-07")
  void aListOfAnotherSourceIsRefused() throws Exception {
    agency.takeIn("AMBER", EnumSet.of(Category.AMBER_ALERT));
    assertTrue(
        assertThrows(
                HotListException.class, () -> agency.takeIn("VENDOR", EnumSet.of(Category.BOLO)))
            .getMessage()
            .contains("source VENDOR, expected any of"));
  }

  @Test
  @DisplayName("Procedures, Hot Lists 1")
  @Tag("HL-08")
  void onlySupervisorsMakeEntriesAnOfficersRequestWaits() throws Exception {
    agency.custom().add(agency.draft("ZZ10001"), Agency.SUPERVISOR, agency.now());
    String asked =
        agency
            .custom()
            .add(agency.draft("ZZ10002"), Agency.OFFICER, agency.now())
            .entry()
            .entryId();
    assertEquals(1, agency.matches("ZZ10001").size());
    assertEquals(0, agency.matches("ZZ10002").size());
    assertThrows(
        HotListException.class,
        () -> agency.custom().approve(asked, new Actor("o2", "officer"), agency.now()));
    agency.custom().approve(asked, Agency.SUPERVISOR, agency.now());
    assertEquals(1, agency.matches("ZZ10002").size());
  }

  @ParameterizedTest(name = "Procedures, Hot Lists 2: {0}")
  @ValueSource(strings = {"offense_type", "vehicle_description", "entering_name"})
  @DisplayName("Procedures, Hot Lists 2")
  @Tag("HL-09")
  void anEntryNamesOffenseVehicleAndOfficer(String field) throws Exception {
    EntryDraft draft = agency.draft("ZZ10001", Map.of(field, ""));
    assertTrue(agency.refusal(draft, Agency.SUPERVISOR).contains(field + ": (missing)"));
  }

  @Test
  @DisplayName("Procedures, Hot Lists 3")
  @Tag("HL-10")
  void anEntryWithoutAnExpiryDateIsRefused() throws Exception {
    EntryDraft draft = agency.draft("ZZ10001", Map.of(), true, null, null, "NCIC");
    assertTrue(agency.refusal(draft, Agency.SUPERVISOR).contains("expires_at: (missing)"));
  }

  @Test
  @DisplayName("Procedures, Hot Lists 4: expiration")
  @Tag("HL-10")
  void anEntryDoesNotMatchFromTheInstantItExpires() throws Exception {
    agency.custom().add(agency.draft("ZZ10001"), Agency.SUPERVISOR, agency.now());
    agency.clock.advance(Duration.ofDays(5).minusSeconds(1));
    assertEquals(1, agency.matches("ZZ10001").size());
    agency.clock.advance(Duration.ofSeconds(1));
    assertEquals(0, agency.matches("ZZ10001").size());
    agency.custom().expire(agency.now());
    assertEquals(List.of(), agency.custom().all());
  }

  @Test
  @DisplayName("Procedures, Hot Lists 4: located")
  @Tag("HL-10")
  void aLocatedVehiclesEntryIsRemovedAndSaidSo() throws Exception {
    String id =
        agency
            .custom()
            .add(agency.draft("ZZ10001"), Agency.SUPERVISOR, agency.now())
            .entry()
            .entryId();
    agency.custom().locate(id, Agency.OFFICER, agency.now());
    assertEquals(0, agency.matches("ZZ10001").size());
    assertTrue(agency.changesForCentral().getLast().contains("\"op\":\"locate\""));
  }

  @Test
  @DisplayName("Procedures, Hot Lists 5")
  @Tag("HL-12")
  void anEntryWaitsUntilItsPlateIsVerified() throws Exception {
    EntryDraft draft =
        agency.draft("ZZ10001", Map.of(), true, null, agency.now().plus(Duration.ofDays(1)), null);
    String id = agency.custom().add(draft, Agency.SUPERVISOR, agency.now()).entry().entryId();
    assertEquals(0, agency.matches("ZZ10001").size());
    agency.custom().verify(id, "NCIC", Agency.SUPERVISOR, agency.now());
    assertEquals(1, agency.matches("ZZ10001").size());
  }

  @Test
  @DisplayName("Stop Procedures 1.a-b")
  @Tag("ALR-10")
  void everyAlertSaysWhatMustBeVerifiedBeforeAStop() throws Exception {
    assertEquals("unless_exigent", agency.says(AlertSettings.VERIFY_MODE));
    String card = Agency.card(agency.alert(Category.STOLEN_VEHICLE));
    assertTrue(card.contains("Confirm characters, issuing state and vehicle by eye"), card);
    assertTrue(card.contains("not confirmed"), card);
    assertEquals("", agency.verifying(agency.present(Category.MISSING_PERSON), "NCIC", true));
  }

  @Test
  @DisplayName("Accountability 6; Training 7")
  @Tag("HL-06")
  void anAlertSaysHowOldTheListIsAndThatItIsNotLive() throws Exception {
    Alert fresh = agency.alert(Category.STOLEN_VEHICLE);
    assertTrue(Agency.card(fresh).contains("1 h old"), Agency.card(fresh));
    assertTrue(Agency.card(fresh).contains("the list is not live"), Agency.card(fresh));
    Alert old = agency.alert(Category.WANTED_PERSON, Duration.ofHours(25), "").orElseThrow();
    assertTrue(Agency.card(old).contains("25 h old STALE"), Agency.card(old));
    JsonNode hit = agency.hitRecord(Category.WANTED_PERSON, Duration.ofHours(80), "");
    assertEquals("unreliable", hit.path("list_freshness").asText());
    assertEquals(80 * 3600, hit.path("list_age_s").asInt());
  }

  @Test
  @DisplayName("Procedures, Queries 1.a-c")
  @Tag("setting")
  @Tag("QRY-02")
  void aQueryMustSayParametersReasonOffenseAndCase() throws Exception {
    assertEquals(
        "parameters, reason, offense_type, case_number",
        agency.says(SearchSettings.REQUIRED_FIELDS));
  }

  @Test
  @DisplayName("Data Sharing 1; Accountability 8")
  @Tag("setting")
  @Tag("UPL-04")
  void otherStatesNeedADeclaration() throws Exception {
    assertEquals("declaration", agency.says(DeliverySettings.DISSEMINATION));
  }

  @Test
  @DisplayName("ALPR Administrator 9")
  @Tag("setting")
  @Tag("AUD-04")
  void theSystemIsAuditedEveryQuarter() throws Exception {
    assertEquals("quarterly", agency.says(AuditSettings.SAMPLE_PERIOD));
  }
}
