package org.outrider.agent.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outrider.agent.alert.Alert;
import org.outrider.agent.base.vehicle.Paint;
import org.outrider.agent.base.vehicle.SeenVehicle;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.custom.EntryDraft;
import org.outrider.agent.hotlist.match.Match;
import org.outrider.agent.hotlist.release.ImportReport;
import org.outrider.agent.policy.AlertSettings;
import org.outrider.agent.policy.AuditSettings;
import org.outrider.agent.policy.InventorySettings;
import org.outrider.agent.policy.PeopleSettings;
import org.outrider.agent.policy.Rule;
import org.outrider.agent.unit.Agency;

/** General Order 12.10 of Clinton, Connecticut. Every test bears the clause that it proves. */
class ClintonAcceptanceTest {
  @TempDir Path folder;
  private Agency agency;

  @BeforeEach
  void open() throws Exception {
    agency = new Agency("clinton-12-10", folder);
  }

  @AfterEach
  void close() {
    agency.close();
  }

  @Test
  @DisplayName("II; III.M; IV.C.c: unique vehicle descriptions")
  @Tag("CAP-02")
  @Tag("MAT-03")
  void vehicleDescriptionsAreToldAndHelpToIdentify() {
    assertTrue(agency.tellsVehicle());
    assertEquals(
        Match.Type.DESCRIPTOR,
        agency
            .described("ZZ*", "SIL", "ZZ17009", SeenVehicle.of(Paint.GRAY, .97))
            .getFirst()
            .type());
  }

  @Test
  @DisplayName("II: not for traffic violations, fines, civil infractions")
  @Tag("HL-15")
  void registrationDataOfTheMotorVehicleDepartmentYieldsNoEntry() throws Exception {
    Set<Category> civil =
        EnumSet.of(Category.REGISTRATION, Category.INSURANCE, Category.PARKING, Category.FINES);
    ImportReport report = agency.takeIn("DMV", civil);
    assertEquals(0, report.entries());
    assertEquals(4, report.droppedByPolicy());
    for (Category c : civil) {
      assertEquals(0, agency.matches(Agency.plateOf(c)).size());
      assertFalse(agency.matchesIfListed(c), c + " even if it were in a list");
    }
  }

  @ParameterizedTest(
      name = "II: not for traffic violations, fines, civil infractions (entries): {0}")
  @ValueSource(strings = {"traffic", "fines", "civil_infraction"})
  @DisplayName("II: not for traffic violations, fines, civil infractions (entries)")
  @Tag("HL-15")
  @Tag("HL-13")
  void noEntryIsMadeForThem(String purpose) throws Exception {
    EntryDraft draft = agency.draft("ZZ10001", Map.of("purpose_code", purpose));
    assertTrue(agency.refusal(draft, Agency.SUPERVISOR).contains("not permitted"));
  }

  @Test
  @DisplayName("II: placement is law enforcement sensitive")
  @Tag("setting")
  @Tag("LOC-02")
  void locationsAreForTheAdministratorAlone() throws Exception {
    assertEquals("administrator", agency.says(InventorySettings.LOCATION_VISIBILITY));
  }

  @Test
  @DisplayName("III.J; IV.F.b")
  @Tag("HL-07")
  void listsComeFromAuthorizedSourcesAlone() throws Exception {
    agency.takeIn("COLLECT", EnumSet.of(Category.STOLEN_VEHICLE));
    assertThrows(
        HotListException.class, () -> agency.takeIn("STRANGER", EnumSet.of(Category.BOLO)));
  }

  @ParameterizedTest(name = "III.K; IV.F.d: {0}")
  @ValueSource(strings = {"entering_name", "synopsis", "cfs_number", "department", "case_number"})
  @DisplayName("III.K; IV.F.d")
  @Tag("HL-09")
  void anEntrySaysWhoWhatAndUnderWhichNumber(String field) throws Exception {
    EntryDraft draft = agency.draft("ZZ10001", Map.of(field, ""));
    assertTrue(agency.refusal(draft, Agency.SUPERVISOR).contains(field + ": (missing)"));
  }

  @Test
  @DisplayName("IV.C.c")
  @Tag("MAT-02")
  void partialPlatesMatchAsPossible() throws Exception {
    agency.custom().add(agency.draft("ZZ1?00*"), Agency.SUPERVISOR, agency.now());
    assertEquals("PARTIAL", agency.matches("ZZ17009").getFirst().type().name());
    assertTrue(agency.refusal(agency.draft("Z?1*"), Agency.SUPERVISOR).contains("expected 4 to"));
  }

  @Test
  @DisplayName("IV.C.d; IV.D.a; IV.D.d.i-iii")
  @Tag("ALR-10")
  @Tag("ALR-11")
  void everyAlertAsksForVerificationAndForThePersonInTheVehicle() throws Exception {
    assertEquals("always", agency.says(AlertSettings.VERIFY_MODE));
    assertEquals("COLLECT, NCIC, RMS, DISPATCH", agency.says(AlertSettings.VERIFY_SYSTEMS));
    String card = Agency.card(agency.alert(Category.WANTED_PERSON));
    assertTrue(card.contains("Confirm plate, state of issue and vehicle by eye"), card);
    assertTrue(card.contains("the wanted person is in the vehicle"), card);
    assertTrue(card.contains("about the vehicle, not about who drives it"), card);
  }

  @Test
  @DisplayName("IV.D.a; IV.F.c")
  @Tag("ALR-10")
  void noHitIsActedOnUnverifiedWhateverTheHurry() throws Exception {
    UUID hit = agency.present(Category.STOLEN_VEHICLE);
    assertNull(agency.dispositions.accept(hit, Agency.OFFICER).verification());
    assertTrue(agency.verifying(hit, "LINK", false).contains("expected any of [COLLECT, "));
    assertTrue(agency.verifying(hit, "NCIC", true).contains("the profile allows no exception"));
    assertEquals("", agency.verifying(hit, "COLLECT", false));
  }

  @Test
  @DisplayName("IV.H.a")
  @Tag("ALR-07")
  void whenDispatchWasToldIsRecorded() throws Exception {
    UUID hit = agency.present(Category.STOLEN_VEHICLE);
    agency.dispositions.adviseDispatch(hit, Agency.OFFICER);
    assertTrue(agency.told.getLast().contains("\"dispatch_advised_at\":\"2026-11-21T12:00:00Z\""));
  }

  @Test
  @DisplayName("IV.H.d")
  @Tag("ALR-09")
  void anAlertThatNobodyAnswersOrCanRespondToIsToldToCentral() throws Exception {
    UUID missed = agency.present(Category.STOLEN_VEHICLE);
    UUID unable = agency.present(Category.MISSING_PERSON);
    agency.dispositions.unable(unable, "on another call", Agency.OFFICER);
    assertTrue(agency.told.getLast().contains("\"reason\":\"on another call\""));
    agency.clock.advance(Duration.ofMinutes(1));
    agency.dispositions.tick();
    assertTrue(agency.told.getLast().contains("\"state\":\"unanswered\""));
    assertTrue(agency.told.getLast().contains(missed.toString()));
  }

  @Test
  @DisplayName("IV.E.a")
  @Tag("ALR-08")
  void whatIsOnlyForInformationInterruptsNoOtherAlert() throws Exception {
    agency.alert(Category.STOLEN_VEHICLE);
    Alert quiet = agency.alert(Category.PROTECTIVE_INTEREST);
    assertEquals(
        List.of("sound_waiting", "light"), quiet.channels(), "seen, and not heard over the other");
    assertEquals(1, agency.sounder.played().size());
    agency.alert(Category.MISSING_PERSON);
    assertEquals(2, agency.sounder.played().size(), "what must be answered does interrupt");
    agency.clock.advance(Duration.ofMinutes(2));
    assertTrue(agency.alert(Category.CANADIAN_RECORD).channels().contains("sound"));
  }

  @Test
  @DisplayName("IV.E.b; IV.G.b; IV.I.b")
  @Tag("ALR-06")
  void exactlyFourCategoriesNeedTheAssignmentOfOfficers() throws Exception {
    assertEquals(
        EnumSet.of(
            Category.AMBER_ALERT,
            Category.STOLEN_VEHICLE,
            Category.MISSING_PERSON,
            Category.WANTED_PERSON),
        Agency.those(c -> agency.profile().response(c).equals("dispatch_required")));
    assertEquals(
        "dispatch_required",
        agency.hitRecord(Category.AMBER_ALERT, Duration.ZERO, "").path("response_class").asText());
  }

  @Test
  @DisplayName("IV.F.a; Appendix I.2")
  @Tag("HL-08")
  void anOfficersRequestWaitsForASupervisor() throws Exception {
    String id =
        agency
            .custom()
            .add(agency.draft("ZZ10002"), Agency.OFFICER, agency.now())
            .entry()
            .entryId();
    assertEquals(0, agency.matches("ZZ10002").size());
    agency.custom().approve(id, Agency.SUPERVISOR, agency.now());
    assertEquals(1, agency.matches("ZZ10002").size());
  }

  @Test
  @DisplayName("IV.F.e; IV.I.e")
  @Tag("HL-11")
  void entriesAreReviewedAndRemovedForAReasonThatIsPassedOn() throws Exception {
    String id =
        agency
            .custom()
            .add(
                agency.draft(
                    "ZZ10001",
                    Map.of(),
                    true,
                    null,
                    agency.now().plus(Duration.ofDays(20)),
                    "NCIC"),
                Agency.SUPERVISOR,
                agency.now())
            .entry()
            .entryId();
    agency.clock.advance(Duration.ofDays(7));
    assertEquals(1, agency.custom().dueForReview(agency.now()).size());
    assertThrows(
        HotListException.class,
        () -> agency.custom().remove(id, "", Agency.SUPERVISOR, agency.now()));
    agency.custom().remove(id, "vehicle located", Agency.SUPERVISOR, agency.now());
    assertTrue(agency.changesForCentral().getLast().contains("\"reason\":\"vehicle located\""));
  }

  @Test
  @DisplayName("IV.G.d")
  @Tag("HL-17")
  void instructionsToTheFieldAreShownFirstAndPassedOnUnchanged() throws Exception {
    String said = "stop only with probable cause";
    String card =
        Agency.card(agency.alert(Category.WANTED_PERSON, Duration.ZERO, said).orElseThrow());
    assertTrue(card.indexOf(said) > 0 && card.indexOf(said) < card.indexOf("read "), card);
    assertEquals(
        said,
        agency
            .hitRecord(Category.WANTED_PERSON, Duration.ZERO, said)
            .path("instructions")
            .asText());
  }

  @Test
  @DisplayName("IV.H.a")
  @Tag("ALR-07")
  void theOfficerAdvisesDispatchOfExactlyEightCategories() throws Exception {
    Set<Category> eight =
        EnumSet.of(
            Category.AMBER_ALERT,
            Category.STOLEN_VEHICLE,
            Category.MISSING_PERSON,
            Category.WANTED_PERSON,
            Category.SEX_OFFENDER,
            Category.TERRORIST,
            Category.SUPERVISED_RELEASE,
            Category.VIOLENT_PERSON);
    Set<Category> listed =
        Agency.those(
            c ->
                agency.profile().clause(c).startsWith("Appendix I.1")
                    || c == Category.STOLEN_PLATE);
    for (Category c : listed) {
      assertEquals(eight.contains(c), agency.profile().advisesDispatch(c), c.name());
    }
    assertTrue(listed.containsAll(eight));
    String card = Agency.card(agency.alert(Category.SEX_OFFENDER));
    assertTrue(card.contains("Advise dispatch first"), card);
  }

  @Test
  @DisplayName("V.A.b")
  @Tag("RET-01")
  void retentionMustBeSaidByTheSiteAndKeepToTheLaw() throws Exception {
    assertTrue(agency.refusedRetention(null).contains("the policy gives no number (V.A.b)"));
    assertTrue(agency.refusedRetention(31).contains("expected 30 at most"));
    assertEquals("", agency.refusedRetention(14));
  }

  @Test
  @DisplayName("V.C.a-b")
  @Tag("setting")
  @Tag("AUD-04")
  void aSampleOfEveryUsersQueriesIsAuditedEachMonth() throws Exception {
    assertEquals("monthly", agency.says(AuditSettings.SAMPLE_PERIOD));
    assertEquals("true", agency.says(AuditSettings.SAMPLE_BY_USER));
  }

  @Test
  @DisplayName("IV.B.b")
  @Tag("setting")
  @Tag("IAM-02")
  void trainingIsRefreshedEveryYear() throws Exception {
    assertEquals("365", agency.says(PeopleSettings.TRAINING_MAX_AGE_DAYS));
  }

  @Test
  @DisplayName("Appendix I.1: Immigration Violator")
  @Tag("HL-16")
  void immigrationIsForbiddenSinceTheStateForbidsIt() throws Exception {
    assertEquals(Rule.FORBIDDEN, agency.profile().rule(Category.IMMIGRATION));
    assertFalse(agency.matchesIfListed(Category.IMMIGRATION));
  }

  @Test
  @DisplayName("Appendix I.1.a")
  @Tag("ALR-04")
  void exactlyFourCategoriesAreRequiredAndCannotBeMuted() throws Exception {
    Set<Category> four =
        EnumSet.of(
            Category.AMBER_ALERT,
            Category.STOLEN_VEHICLE,
            Category.MISSING_PERSON,
            Category.WANTED_PERSON);
    assertEquals(four, Agency.those(c -> agency.profile().rule(c) == Rule.REQUIRED));
    for (Category c : four) {
      assertThrows(
          IllegalArgumentException.class, () -> agency.alerts.switches().set(c, false, ""));
      assertTrue(agency.alert(c).channels().contains("light"));
    }
  }

  @Test
  @DisplayName("Appendix I.1, 3.a")
  @Tag("ALR-05")
  void otherCategoriesCanBeSwitchedOffAndOn() throws Exception {
    agency.alerts.switches().set(Category.SEX_OFFENDER, false, "");
    assertTrue(agency.alert(Category.SEX_OFFENDER, Duration.ZERO, "").isEmpty());
    agency.alerts.switches().set(Category.SEX_OFFENDER, true, "");
    assertTrue(agency.alert(Category.SEX_OFFENDER, Duration.ZERO, "").isPresent());
  }

  @Test
  @DisplayName("Appendix I.3")
  @Tag("setting")
  @Tag("ALR-14")
  void noticesGoToWorkAddressesAlone() throws Exception {
    assertEquals("work_address", agency.says(AlertSettings.EXTERNAL));
  }
}
