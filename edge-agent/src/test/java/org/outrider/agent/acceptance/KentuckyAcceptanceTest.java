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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outrider.agent.alert.disposition.Outcome;
import org.outrider.agent.base.vehicle.Paint;
import org.outrider.agent.base.vehicle.SeenVehicle;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.custom.EntryDraft;
import org.outrider.agent.hotlist.match.Match;
import org.outrider.agent.policy.AlertSettings;
import org.outrider.agent.policy.AuditSettings;
import org.outrider.agent.policy.HotListSettings;
import org.outrider.agent.policy.RetentionSettings;
import org.outrider.agent.policy.SearchSettings;
import org.outrider.agent.unit.Agency;

/** The ALPR policy of a Kentucky agency, June 2022. Every test bears the clause that it proves. */
class KentuckyAcceptanceTest {
  @TempDir Path folder;
  private Agency agency;

  @BeforeEach
  void open() throws Exception {
    agency = new Agency("kentucky-alpr", folder);
  }

  @AfterEach
  void close() {
    agency.close();
  }

  @Test
  @DisplayName("IV.N.3")
  @Tag("RET-01")
  void readsAreKeptThirtyDaysAtMost() throws Exception {
    assertEquals("30", agency.says(RetentionSettings.CENTRAL_MAX_DAYS));
    assertTrue(agency.refusedRetention(60).contains("expected 30 at most"));
  }

  @Test
  @DisplayName("III.D; IV.I")
  @Tag("HL-07")
  void listsComeFromSourcesOfThePolicyAlone() throws Exception {
    agency.takeIn("LINK", EnumSet.of(Category.STOLEN_VEHICLE));
    assertThrows(
        HotListException.class, () -> agency.takeIn("STRANGER", EnumSet.of(Category.BOLO)));
  }

  @Test
  @DisplayName("III.E; III.G")
  @Tag("ALR-04")
  void stolenWantedAndMissingAreAlwaysTold() throws Exception {
    for (Category c :
        List.of(
            Category.STOLEN_VEHICLE,
            Category.STOLEN_PLATE,
            Category.WANTED_PERSON,
            Category.MISSING_PERSON)) {
      assertThrows(
          IllegalArgumentException.class,
          () -> agency.alerts.switches().set(c, false, ""),
          c.name());
    }
  }

  @Test
  @DisplayName("IV.G")
  @Tag("MAT-02")
  void partialPlatesMatch() throws Exception {
    agency.custom().add(agency.draft("ZZ1?00*"), Agency.OFFICER, agency.now());
    String id = agency.custom().all().getFirst().entryId();
    agency.custom().approve(id, Agency.ADMINISTRATOR, agency.now());
    assertEquals(1, agency.matches("ZZ17009").size());
  }

  @Test
  @DisplayName("III.A; III.F")
  @Tag("CAP-02")
  void theVehiclesColourMayBeTold() {
    assertTrue(agency.tellsVehicle());
  }

  @Test
  @DisplayName("IV.G: unique vehicle descriptions")
  @Tag("MAT-03")
  void aDescribedVehicleWithFewKnownCharactersIsAPossibleMatch() {
    SeenVehicle blue = SeenVehicle.of(Paint.BLUE, .97);
    assertEquals(
        Match.Type.DESCRIPTOR, agency.described("ZZ*", "BLU", "ZZ17009", blue).getFirst().type());
    String card = agency.cardOf(agency.described("ZZ*", "BLU", "ZZ17009", blue).getFirst());
    assertTrue(card.contains("POSSIBLE STOLEN PLATE not confirmed"), card);
    assertTrue(card.contains("listed Z Z *"), card);
    assertEquals(
        List.of(), agency.described("ZZ*", "BLU", "ZZ17009", SeenVehicle.of(Paint.RED, .97)));
  }

  @Test
  @DisplayName("IV.J.3: same make, model and color")
  @Tag("MAT-04")
  void aStolenPlateOnAVehicleOfAnotherColourIsMarked() throws Exception {
    Match other =
        agency.described("ZZ17009", "RED", "ZZ17009", SeenVehicle.of(Paint.BLUE, .97)).getFirst();
    assertEquals(Match.Type.EXACT, other.type());
    String card = agency.cardOf(other);
    assertTrue(card.contains("color listed RED, seen blue (97 %): DIFFERS"), card);
    JsonNode record = agency.hitRecord(other).path("match");
    assertEquals("color", record.path("descriptor_mismatch").get(0).asText());
    assertEquals("no", record.path("descriptors").get(0).path("agrees").asText());
    Match same =
        agency.described("ZZ17009", "RED", "ZZ17009", SeenVehicle.of(Paint.RED, .97)).getFirst();
    assertEquals(0, agency.hitRecord(same).path("match").path("descriptor_mismatch").size());
    assertEquals(
        "yes",
        agency.hitRecord(same).path("match").path("descriptors").get(0).path("agrees").asText());
  }

  @Test
  @DisplayName("IV.H.1; IV.I.1")
  @Tag("ALR-10")
  void everyAlertMustBeConfirmedUnlessExigent() throws Exception {
    assertEquals("unless_exigent", agency.says(AlertSettings.VERIFY_MODE));
    assertEquals("LINK, NCIC, DISPATCH", agency.says(AlertSettings.VERIFY_SYSTEMS));
    String card = Agency.card(agency.alert(Category.STOLEN_VEHICLE));
    assertTrue(card.contains("must match the picture identically"), card);
    UUID hit = agency.present(Category.MISSING_PERSON);
    assertTrue(agency.verifying(hit, "COLLECT", false).contains("expected any of [DISPATCH, "));
    assertEquals("", agency.verifying(hit, "LINK", true));
  }

  @Test
  @DisplayName("IV.H.2; IV.I.2")
  @Tag("ALR-11")
  void theAlertIsAboutTheVehicleNotThePerson() throws Exception {
    String card = Agency.card(agency.alert(Category.WANTED_PERSON));
    assertTrue(card.contains("about the vehicle, not about who drives it"), card);
  }

  @Test
  @DisplayName("IV.I: errors in the reading")
  @Tag("CAP-08")
  void aReadKeepsWhatTheReaderSaidBesideWhatWasConcluded() throws Exception {
    assertTrue(agency.readRecord().path("plate").has("raw"));
    assertTrue(agency.readRecord().path("plate").has("char_confidence"));
  }

  @Test
  @DisplayName("IV.I.3")
  @Tag("ALR-03")
  void alertsAreClearedWithAnOutcome() throws Exception {
    assertEquals("required", agency.says(AlertSettings.DISPOSITION));
    UUID hit = agency.present(Category.STOLEN_VEHICLE);
    agency.dispositions.accept(hit, Agency.OFFICER);
    agency.dispositions.end(hit, Outcome.Code.RECOVERED, "26-1", Agency.OFFICER);
    assertTrue(agency.told.getLast().contains("\"code\":\"recovered\""), agency.told.getLast());
  }

  @Test
  @DisplayName("IV.I.4: once daily")
  @Tag("setting")
  @Tag("HL-01")
  void listsAreLookedForAtLeastOnceADay() throws Exception {
    assertTrue(agency.profile().get(HotListSettings.INTERVAL_H) <= 24);
  }

  @Test
  @DisplayName("IV.I.4: newest overwrites")
  @Tag("HL-01")
  @Tag("HL-02")
  void theNewListOverwritesTheOldOne() throws Exception {
    agency.takeIn("NCIC", EnumSet.of(Category.STOLEN_VEHICLE, Category.BOLO));
    agency.takeIn("NCIC", EnumSet.of(Category.BOLO, Category.WANTED_PERSON));
    assertEquals(0, agency.matches(Agency.plateOf(Category.STOLEN_VEHICLE)).size());
    assertEquals(1, agency.matches(Agency.plateOf(Category.WANTED_PERSON)).size());
    assertFalse(agency.isInAnyListFile(Agency.plateOf(Category.STOLEN_VEHICLE)));
  }

  @Test
  @DisplayName("IV.I.5")
  @Tag("HL-08")
  void everyEntryIsApprovedByTheAdministratorFirst() throws Exception {
    String id =
        agency
            .custom()
            .add(agency.draft("ZZ10001"), Agency.ADMINISTRATOR, agency.now())
            .entry()
            .entryId();
    assertEquals(0, agency.matches("ZZ10001").size());
    assertThrows(
        HotListException.class, () -> agency.custom().approve(id, Agency.SUPERVISOR, agency.now()));
    agency.custom().approve(id, Agency.OTHER_ADMINISTRATOR, agency.now());
    assertEquals(1, agency.matches("ZZ10001").size());
  }

  @ParameterizedTest(name = "IV.I.6.a-d: {0}")
  @ValueSource(strings = {"entering_name", "requesting_name", "case_number", "synopsis"})
  @DisplayName("IV.I.6.a-d")
  @Tag("HL-09")
  void anEntryNamesWhoEnteredWhoAskedTheCaseAndWhy(String field) throws Exception {
    EntryDraft draft = agency.draft("ZZ10001", Map.of(field, ""));
    assertTrue(agency.refusal(draft, Agency.OFFICER).contains(field + ": (missing)"));
  }

  @Test
  @DisplayName("IV.J.1")
  @Tag("setting")
  @Tag("ALR-13")
  void allHitsAreToldInTheCommunicationsCenter() throws Exception {
    assertEquals(
        EnumSet.allOf(Category.class),
        Agency.those(c -> agency.profile().route(c).contains("ecc")));
  }

  @Test
  @DisplayName("IV.J.4")
  @Tag("HL-17")
  void instructionsReachTheOfficerAndCentralUnchanged() throws Exception {
    String said = "stop only with probable cause and ID occupants";
    assertTrue(
        Agency.card(agency.alert(Category.BOLO, Duration.ZERO, said).orElseThrow()).contains(said));
    assertEquals(
        said, agency.hitRecord(Category.BOLO, Duration.ZERO, said).path("instructions").asText());
  }

  @Test
  @DisplayName("IV.M.4")
  @Tag("HL-13")
  void personalUseIsRefused() throws Exception {
    EntryDraft draft = agency.draft("ZZ10001", Map.of("purpose_code", "personal"));
    assertTrue(agency.refusal(draft, Agency.OFFICER).contains("not permitted"));
  }

  @Test
  @DisplayName("IV.P.4; IV.Q.1")
  @Tag("setting")
  @Tag("QRY-02")
  void aQueryNeedsAReasonFirst() throws Exception {
    assertEquals("reason", agency.says(SearchSettings.HISTORY_ON_UNIT));
    assertTrue(agency.says(SearchSettings.REQUIRED_FIELDS).contains("reason"));
  }

  @Test
  @DisplayName("IV.Q.2")
  @Tag("setting")
  @Tag("AUD-04")
  void tenQueriesAtLeastAreAuditedEachMonth() throws Exception {
    assertEquals("monthly", agency.says(AuditSettings.SAMPLE_PERIOD));
    assertEquals("10", agency.says(AuditSettings.SAMPLE_MIN));
  }
}
