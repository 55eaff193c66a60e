package org.outrider.agent.hotlist.custom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.outrider.agent.base.plate.PlateText;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.hotlist.Edition;
import org.outrider.agent.hotlist.HotList;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.MemoryHotList;
import org.outrider.agent.hotlist.match.Confusions;
import org.outrider.agent.hotlist.match.MatchRules;
import org.outrider.agent.hotlist.match.Matcher;
import org.outrider.agent.people.iam.Actor;
import org.outrider.agent.store.SqliteCustomStore;

class CustomEntriesTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Instant END = NOW.plus(Duration.ofDays(2));
  private static final Actor OFFICER = new Actor("o1", "officer");
  private static final Actor SUPERVISOR = new Actor("s1", "supervisor");
  private static final Actor ADMINISTRATOR = new Actor("a1", "administrator");
  private static final Map<String, String> FIELDS =
      Map.of("case_number", "26-1", "purpose_code", "stolen_vehicle");

  @TempDir Path folder;
  private SqliteCustomStore store;

  @BeforeEach
  void open() throws HotListException {
    store = SqliteCustomStore.open(folder.resolve("custom.db"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private CustomEntries entries(String approval, boolean provisional, boolean verified) {
    return new CustomEntries(
        store,
        new CustomRules(
            Set.of("officer", "supervisor", "administrator"),
            Set.of("supervisor", "administrator"),
            approval,
            provisional,
            Set.of("case_number"),
            true,
            Duration.ofDays(30),
            Duration.ofDays(7),
            verified,
            true,
            Set.of(Category.FINES),
            p -> p.equals("stolen_vehicle"),
            Set.of("54-192h(b)(1)(A)(i)"),
            4));
  }

  private CustomEntries plain() {
    return entries("none", false, false);
  }

  private static EntryDraft draft(String plate) {
    return draft(plate, Category.STOLEN_VEHICLE, FIELDS, true, null, null, END);
  }

  private static EntryDraft draft(
      String plate,
      Category category,
      Map<String, String> fields,
      boolean suspicion,
      @org.jspecify.annotations.Nullable String basis,
      @org.jspecify.annotations.Nullable String verified,
      @org.jspecify.annotations.Nullable Instant end) {
    return new EntryDraft(
        plate, "US-CT", category, 50, "ID occupants", fields, suspicion, basis, verified, end);
  }

  private static int found(CustomEntries entries, String plate, Instant at) throws Exception {
    Matcher matcher =
        new Matcher(
            () -> {
              try {
                return List.of(entries.list());
              } catch (HotListException e) {
                throw new IllegalStateException(e);
              }
            },
            MatchRules.DEFAULT.with(Confusions.CLASSES));
    return matcher.match(PlateText.of(plate), List.of(), null, at).matches().size();
  }

  private static String refused(org.junit.jupiter.api.function.Executable work) {
    return String.valueOf(assertThrows(HotListException.class, work).getMessage());
  }

  @Test
  @Tag("HL-08")
  void aSupervisorsEntryMatchesAtOnceAnOfficersWaitsForApproval() throws Exception {
    CustomEntries entries = plain();
    entries.add(draft("ZZ10001"), SUPERVISOR, NOW);
    Change asked = entries.add(draft("ZZ10002"), OFFICER, NOW);
    assertEquals(1, found(entries, "ZZ10001", NOW));
    assertEquals(0, found(entries, "ZZ10002", NOW), "pending entries never match");
    entries.approve(asked.entry().entryId(), SUPERVISOR, NOW);
    assertEquals(1, found(entries, "ZZ10002", NOW));
  }

  @Test
  @Tag("HL-08")
  void whoMadeAnEntryCannotApproveIt() throws Exception {
    CustomEntries entries = entries("administrator", false, false);
    String id = entries.add(draft("ZZ10001"), ADMINISTRATOR, NOW).entry().entryId();
    assertTrue(refused(() -> entries.approve(id, ADMINISTRATOR, NOW)).contains("somebody else"));
    assertTrue(
        refused(() -> entries.approve(id, SUPERVISOR, NOW)).contains("expected administrator"));
    entries.approve(id, new Actor("a2", "administrator"), NOW);
    assertEquals(1, found(entries, "ZZ10001", NOW));
  }

  @Test
  @Tag("HL-08")
  void aRoleThatMayNeitherAskNorCreateIsRefused() {
    assertTrue(
        refused(() -> plain().add(draft("ZZ10001"), new Actor("t", "technician"), NOW))
            .contains("a technician cannot"));
  }

  @Test
  @Tag("HL-14")
  void aPendingEntryMatchesOnItsUnitWhereTheProfileAllowsIt() throws Exception {
    CustomEntries entries = entries("none", true, false);
    String id = entries.add(draft("ZZ10002"), OFFICER, NOW).entry().entryId();
    assertEquals(1, found(entries, "ZZ10002", NOW));
    entries.reject(id, "wrong plate", SUPERVISOR, NOW);
    assertEquals(0, found(entries, "ZZ10002", NOW));
  }

  @Test
  @Tag("HL-14")
  void everyChangeIsKeptForCentralUntilItWasTold() throws Exception {
    CustomEntries entries = plain();
    String id = entries.add(draft("ZZ10001"), SUPERVISOR, NOW).entry().entryId();
    Change located = entries.locate(id, OFFICER, NOW);
    assertEquals(2, store.untold().size());
    String last = new String(store.untold().get(located.changeId()), StandardCharsets.UTF_8);
    assertTrue(last.contains("\"op\":\"locate\"") && last.contains("\"user_id\":\"o1\""), last);
    store.told(located.changeId());
    assertEquals(1, store.untold().size());
  }

  @Test
  @Tag("HL-09")
  void everyMissingFieldIsRefusedByItsName() {
    EntryDraft empty = draft("ZZ10001", Category.STOLEN_VEHICLE, Map.of(), false, null, null, null);
    String all = refused(() -> plain().add(empty, SUPERVISOR, NOW));
    for (String part :
        List.of(
            "purpose_code: (missing)",
            "case_number: (missing)",
            "reasonable suspicion: not",
            "expires_at: (missing)")) {
      assertTrue(all.contains(part), all);
    }
    assertEquals(0, assertDoesNotKeep());
  }

  private int assertDoesNotKeep() {
    try {
      return store.entries().size();
    } catch (HotListException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "A, 1 known characters",
    "'', 0 known characters",
    "AB?*, 2 known characters",
    "ABCDEFGHIJKLMNOP, 16 known characters"
  })
  @Tag("MAT-02")
  void aPlateOfTooFewOrTooManyCharactersIsRefused(String plate, String problem) {
    assertTrue(refused(() -> plain().add(draft(plate), SUPERVISOR, NOW)).contains(problem));
  }

  @Test
  @Tag("MAT-02")
  void aPartialPlateMatchesWhatFitsIt() throws Exception {
    CustomEntries entries = plain();
    entries.add(draft("ZZ1?00*"), SUPERVISOR, NOW);
    assertEquals(1, found(entries, "ZZ17009", NOW));
    assertEquals(0, found(entries, "ZZ17109", NOW));
  }

  @Test
  @Tag("HL-10")
  void anEntryMatchesUntilTheInstantItExpires() throws Exception {
    CustomEntries entries = plain();
    entries.add(draft("ZZ10001"), SUPERVISOR, NOW);
    assertEquals(1, found(entries, "ZZ10001", END.minusSeconds(1)));
    assertEquals(0, found(entries, "ZZ10001", END));
    assertEquals(0, found(entries, "ZZ10001", END.plusSeconds(1)));
  }

  @Test
  @Tag("HL-10")
  void anEntryCannotLastLongerThanTheProfileAllowsNorBeRenewedBeyond() throws Exception {
    CustomEntries entries = plain();
    Instant late = NOW.plus(Duration.ofDays(31));
    EntryDraft tooLong = draft("ZZ10001", Category.STOLEN_VEHICLE, FIELDS, true, null, null, late);
    assertTrue(refused(() -> entries.add(tooLong, SUPERVISOR, NOW)).contains("at most 30 days"));
    EntryDraft past = draft("ZZ10001", Category.STOLEN_VEHICLE, FIELDS, true, null, null, NOW);
    assertTrue(refused(() -> entries.add(past, SUPERVISOR, NOW)).contains("after now"));
    String id = entries.add(draft("ZZ10001"), SUPERVISOR, NOW).entry().entryId();
    assertTrue(refused(() -> entries.renew(id, late, SUPERVISOR, NOW)).contains("30 days"));
    entries.renew(id, END.plusSeconds(9), SUPERVISOR, NOW);
    assertEquals(1, found(entries, "ZZ10001", END.plusSeconds(8)));
  }

  @Test
  @Tag("HL-10")
  @Tag("RET-05")
  void alocatedVehiclesEntryIsGoneAtOnceAndItsPlateIsInNoFileOnceCentralWasTold() throws Exception {
    CustomEntries entries = plain();
    String id = entries.add(draft("QX73919"), SUPERVISOR, NOW).entry().entryId();
    entries.locate(id, OFFICER, NOW);
    assertEquals(0, found(entries, "QX73919", NOW));
    assertTrue(refused(() -> entries.find(id)).contains("not known"));
    for (String change : store.untold().keySet()) {
      store.told(change);
    }
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertTrue(!bytes.contains("QX73919"), file + " still holds the plate");
      }
    }
  }

  @Test
  @Tag("HL-10")
  void whatHasExpiredIsTakenOutAndSaidSo() throws Exception {
    CustomEntries entries = plain();
    entries.add(draft("ZZ10001"), SUPERVISOR, NOW);
    assertEquals(List.of(), entries.expire(END.minusSeconds(1)));
    assertEquals("expire", entries.expire(END).getFirst().op());
    assertEquals(List.of(), entries.all());
  }

  @Test
  @Tag("HL-11")
  void removalNeedsAReasonAndASupervisor() throws Exception {
    CustomEntries entries = plain();
    String id = entries.add(draft("ZZ10001"), SUPERVISOR, NOW).entry().entryId();
    assertTrue(refused(() -> entries.remove(id, " ", SUPERVISOR, NOW)).contains("reason"));
    assertTrue(refused(() -> entries.remove(id, "found", OFFICER, NOW)).contains("officer cannot"));
    Change removed = entries.remove(id, "recovered", SUPERVISOR, NOW);
    assertEquals("recovered", removed.entry().reason());
    assertEquals(0, found(entries, "ZZ10001", NOW));
  }

  @Test
  @Tag("HL-11")
  void anEntryThatNobodyLookedAtForTooLongIsDueForReview() throws Exception {
    CustomEntries entries = plain();
    EntryDraft month =
        draft(
            "ZZ10001",
            Category.STOLEN_VEHICLE,
            FIELDS,
            true,
            null,
            null,
            NOW.plus(Duration.ofDays(29)));
    String id = entries.add(month, SUPERVISOR, NOW).entry().entryId();
    Instant week = NOW.plus(Duration.ofDays(7));
    assertEquals(0, entries.dueForReview(week.minusSeconds(1)).size());
    assertEquals(1, entries.dueForReview(week).size());
    entries.review(id, SUPERVISOR, week);
    assertEquals(0, entries.dueForReview(week).size());
  }

  @Test
  @Tag("HL-12")
  void anUnverifiedPlateWaitsWhereTheProfileDemandsVerification() throws Exception {
    CustomEntries entries = entries("none", false, true);
    String id = entries.add(draft("ZZ10001"), SUPERVISOR, NOW).entry().entryId();
    assertEquals(0, found(entries, "ZZ10001", NOW));
    entries.verify(id, "NCIC", OFFICER, NOW);
    assertEquals(1, found(entries, "ZZ10001", NOW));
    assertEquals(1, found(plain(), "ZZ10001", NOW));
  }

  @Test
  @Tag("HL-13")
  @Tag("HL-16")
  void aForbiddenPurposeOrCategoryIsRefused() {
    Map<String, String> personal = Map.of("case_number", "1", "purpose_code", "personal");
    EntryDraft d = draft("ZZ10001", Category.STOLEN_VEHICLE, personal, true, null, null, END);
    assertTrue(
        refused(() -> plain().add(d, SUPERVISOR, NOW)).contains("\"personal\" is not permitted"));
    EntryDraft fines = draft("ZZ10001", Category.FINES, FIELDS, true, null, null, END);
    assertTrue(refused(() -> plain().add(fines, SUPERVISOR, NOW)).contains("FINES is forbidden"));
  }

  @Test
  @Tag("HL-16")
  void anExceptionNeedsAnAdministratorAndABasisThatTheProfileNames() throws Exception {
    Map<String, String> civil = Map.of("case_number", "1", "purpose_code", "civil_immigration");
    EntryDraft named =
        draft("ZZ10001", Category.OTHER, civil, true, "54-192h(b)(1)(A)(i)", null, END);
    assertTrue(
        refused(() -> plain().add(named, SUPERVISOR, NOW)).contains("for administrators alone"));
    EntryDraft invented = draft("ZZ10001", Category.OTHER, civil, true, "because", null, END);
    assertTrue(
        refused(() -> plain().add(invented, ADMINISTRATOR, NOW)).contains("expected any of ["));
    for (String other : List.of("personal", "reproductive_health_care")) {
      Map<String, String> fields = Map.of("case_number", "1", "purpose_code", other);
      EntryDraft smuggled =
          draft("ZZ10001", Category.OTHER, fields, true, "54-192h(b)(1)(A)(i)", null, END);
      assertTrue(
          refused(() -> plain().add(smuggled, ADMINISTRATOR, NOW)).contains("there is none for"));
    }
    plain().add(named, ADMINISTRATOR, NOW);
    assertEquals(1, found(plain(), "ZZ10001", NOW));
  }

  @Test
  @Tag("HL-06")
  void peoplesOwnEntriesNeverCountAsAnOldList() throws Exception {
    CustomEntries entries = plain();
    entries.add(draft("ZZ10001"), SUPERVISOR, NOW);
    assertEquals(Duration.ZERO, entries.list().edition().age(NOW.plus(Duration.ofDays(30))));
  }

  @Test
  void entriesOutliveARestart() throws Exception {
    plain().add(draft("ZZ10001"), SUPERVISOR, NOW);
    CustomEntry before = store.entries().getFirst();
    store.close();
    store = SqliteCustomStore.open(folder.resolve("custom.db"));
    assertEquals(before, store.entries().getFirst());
  }

  @Test
  void anotherProcessSeesThatSomethingChanged() throws Exception {
    long before = store.version();
    try (SqliteCustomStore other = SqliteCustomStore.open(folder.resolve("custom.db"))) {
      new CustomEntries(other, new CustomEntriesRules().open())
          .add(draft("ZZ10001"), SUPERVISOR, NOW);
    }
    assertTrue(store.version() > before);
    assertEquals(1, store.entries().size());
  }

  /** Rules that demand nothing. */
  private static final class CustomEntriesRules {
    CustomRules open() {
      return new CustomRules(
          Set.of(),
          Set.of("supervisor"),
          "none",
          false,
          Set.of(),
          false,
          Duration.ofDays(30),
          Duration.ofDays(7),
          false,
          false,
          Set.of(),
          p -> true,
          Set.of(),
          4);
    }
  }

  private static HotList central(String version, CustomEntry... entries) {
    return new MemoryHotList(
        new Edition("agency", version, NOW),
        java.util.Arrays.stream(entries).map(CustomEntry::listed).toList());
  }

  @Test
  @Tag("HL-14")
  void whatCentralHasTakenUpIsMatchedByItsListAloneAndOverWhenThatHasItNoMore() throws Exception {
    CustomEntries entries = plain();
    CustomEntry one = entries.add(draft("ZZ10001"), SUPERVISOR, NOW).entry();
    CustomEntry two = entries.add(draft("ZZ1?002"), SUPERVISOR, NOW).entry();
    entries.follow(List.of(), NOW);
    assertEquals(2, entries.list().size(), "until central has them");
    entries.follow(List.of(central("1", one)), NOW);
    assertEquals(1, entries.list().size());
    assertEquals(2, entries.all().size(), "both can still be removed here");
    entries.follow(List.of(central("2", one, two)), NOW);
    assertEquals(0, entries.list().size());
    entries.follow(List.of(), NOW);
    assertEquals(2, entries.all().size(), "a list that cannot be read says nothing");
    assertEquals(0, entries.list().size());
    entries.follow(List.of(central("3", two)), NOW);
    assertEquals(List.of(two.entryId()), entries.all().stream().map(e -> e.entryId()).toList());
    assertEquals(0, entries.list().size());
    assertEquals(Map.of(two.entryId(), "agency"), store.confirmed());
  }

  @Test
  @Tag("HL-14")
  void anEntryThatCentralDoesNotAcceptIsOverAndAnyOtherChangeLeavesItAlone() throws Exception {
    CustomEntries entries = plain();
    Change added = entries.add(draft("ZZ10001"), SUPERVISOR, NOW);
    Change reviewed = entries.review(added.entry().entryId(), SUPERVISOR, NOW);
    entries.rejectedByCentral(ChangeJson.write(reviewed), "no", NOW);
    assertEquals(1, entries.list().size());
    entries.rejectedByCentral(ChangeJson.write(added), "no", NOW);
    assertEquals(0, entries.all().size());
    entries.rejectedByCentral(ChangeJson.write(added), "no", NOW);
    assertTrue(
        store.untold().values().stream()
            .map(b -> new String(b, StandardCharsets.UTF_8))
            .anyMatch(b -> b.contains("\"op\":\"reject\",\"by\":{\"user_id\":\"central\"")));
  }

  @Test
  @Tag("HL-10")
  void whatHasEndedCannotBeRevivedEvenWhileNobodyTookItOut() throws Exception {
    CustomEntries entries = plain();
    String id = entries.add(draft("ZZ10001"), SUPERVISOR, NOW).entry().entryId();
    for (Refused renewed :
        List.<Refused>of(
            () -> entries.renew(id, END.plusSeconds(60), SUPERVISOR, END),
            () -> entries.review(id, SUPERVISOR, END),
            () -> entries.verify(id, "NCIC", SUPERVISOR, END))) {
      HotListException e = assertThrows(HotListException.class, renewed::run);
      assertEquals("entry " + id + ": ended at " + END, e.getMessage());
    }
  }

  /** Something that is refused. */
  private interface Refused {
    void run() throws HotListException;
  }

  @Test
  @Tag("HL-17")
  void whatDoesNotFitOnOneLineOfAListIsRefusedAndNotCut() {
    EntryDraft d = draft("ZZ10001");
    for (String words : List.of("two\nlines", "x".repeat(2001))) {
      HotListException e =
          assertThrows(
              HotListException.class,
              () ->
                  plain()
                      .add(
                          new EntryDraft(
                              d.plate(),
                              d.state(),
                              d.category(),
                              d.priority(),
                              words,
                              Map.of("case_number", "26\n1", "purpose_code", "stolen_vehicle"),
                              true,
                              null,
                              null,
                              END),
                          SUPERVISOR,
                          NOW));
      assertEquals(
          "entry: instructions: expected one line of at most 2000 characters; case_number:"
              + " expected one line",
          e.getMessage());
    }
  }
}
