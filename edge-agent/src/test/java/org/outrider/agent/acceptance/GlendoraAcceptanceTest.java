package org.outrider.agent.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.vehicle.Paint;
import org.outrider.agent.base.vehicle.SeenVehicle;
import org.outrider.agent.cli.Main;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.policy.AlertSettings;
import org.outrider.agent.policy.AuditSettings;
import org.outrider.agent.policy.DeliverySettings;
import org.outrider.agent.policy.PeopleSettings;
import org.outrider.agent.policy.RetentionSettings;
import org.outrider.agent.policy.SearchSettings;
import org.outrider.agent.unit.Agency;

/** ProfileRules 424 of Glendora, California. Every test bears the clause that it proves. */
class GlendoraAcceptanceTest {
  @TempDir Path folder;
  private Agency agency;

  @BeforeEach
  void open() throws Exception {
    agency = new Agency("glendora-424", folder);
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
  @DisplayName("424.3: notification")
  @Tag("ALR-01")
  @Tag("ALR-04")
  void theDriverIsToldOfStolenWantedAndMissing() throws Exception {
    for (Category c :
        List.of(
            Category.STOLEN_VEHICLE,
            Category.WANTED_PERSON,
            Category.STOLEN_PLATE,
            Category.MISSING_PERSON)) {
      assertThrows(
          IllegalArgumentException.class,
          () -> agency.alerts.switches().set(c, false, ""),
          c.name());
      assertTrue(agency.alert(c).channels().contains("light"));
    }
  }

  @Test
  @DisplayName("424.3: no search of the past in the car")
  @Tag("QRY-01")
  void theUnitHasNoCommandThatSearchesThePast() {
    Set<String> commands = new picocli.CommandLine(Main.class).getSubcommands().keySet();
    assertTrue(commands.contains("doctor"));
    for (String word : List.of("search", "history", "reads", "query")) {
      assertFalse(commands.contains(word), word);
    }
  }

  @Test
  @DisplayName("424.3: no search of the past in the car, as stated")
  @Tag("setting")
  @Tag("QRY-01")
  void theProfileStatesThatThePastIsNotSearchedOnTheUnit() throws Exception {
    assertEquals("off", agency.says(SearchSettings.HISTORY_ON_UNIT));
  }

  @Test
  @DisplayName("424.3: who may search")
  @Tag("setting")
  @Tag("QRY-04")
  void theOfficerIsNotAmongThoseWhoSearch() throws Exception {
    assertFalse(agency.profile().get(PeopleSettings.SEARCH_ROLES).contains("officer"));
  }

  @Test
  @DisplayName("424.3(c)")
  @Tag("MAT-02")
  void partialPlatesMayBeEntered() throws Exception {
    String id =
        agency
            .custom()
            .add(agency.draft("ZZ1?00*"), Agency.SUPERVISOR, agency.now())
            .entry()
            .entryId();
    agency.custom().approve(id, Agency.ADMINISTRATOR, agency.now());
    assertEquals(1, agency.matches("ZZ17009").size());
  }

  @Test
  @DisplayName("424.3(f)")
  @Tag("ALR-10")
  void aResponseIsVerifiedIfPracticable() throws Exception {
    assertEquals("if_practicable", agency.says(AlertSettings.VERIFY_MODE));
    assertEquals("CLETS", agency.says(AlertSettings.VERIFY_SYSTEMS));
    String card = Agency.card(agency.alert(Category.STOLEN_VEHICLE));
    assertTrue(card.contains("If practicable, verify through CLETS"), card);
    UUID hit = agency.present(Category.MISSING_PERSON);
    assertTrue(agency.verifying(hit, "NCIC", false).contains("expected any of [CLETS]"));
    assertEquals("", agency.verifying(hit, "CLETS", true));
  }

  @Test
  @DisplayName("424.4: one year on the server")
  @Tag("RET-01")
  void theServerKeepsReadsAYearAtLeastAndTheUnitNeedNot() throws Exception {
    assertEquals("365", agency.says(RetentionSettings.CENTRAL_MIN_DAYS));
    assertTrue(agency.refusedRetention(364).contains("expected 365 at least"));
    assertEquals("", agency.refusedRetention(365));
    assertTrue(agency.profile().keptAfterDelivery().compareTo(Duration.ofDays(365)) < 0);
  }

  @Test
  @DisplayName("424.4: evidence")
  @Tag("setting")
  @Tag("RET-03")
  void evidenceLeavesOnPortableMedia() throws Exception {
    assertEquals("portable_encrypted", agency.says(DeliverySettings.EVIDENCE_EXPORT));
  }

  @Test
  @DisplayName("424.2.1(d): Civil Code 1798.90.52")
  @Tag("setting")
  @Tag("AUD-03")
  void aQueryRecordsWhatWasAskedAndWhy() throws Exception {
    assertTrue(
        agency
            .profile()
            .get(SearchSettings.REQUIRED_FIELDS)
            .containsAll(List.of("parameters", "purpose")));
  }

  @Test
  @DisplayName("424.5(c)")
  @Tag("setting")
  @Tag("AUD-04")
  void theSystemIsAuditedTwiceAYear() throws Exception {
    assertEquals("biannual", agency.says(AuditSettings.SAMPLE_PERIOD));
  }

  @Test
  @DisplayName("424.7(a)-(c)")
  @Tag("setting")
  @Tag("UPL-04")
  void otherAgenciesAskInWriting() throws Exception {
    assertEquals("written_request", agency.says(DeliverySettings.DISSEMINATION));
  }
}
