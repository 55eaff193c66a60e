package org.outrider.agent.hotlist.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.plate.CharReading;
import org.outrider.agent.base.plate.PlateFormats;
import org.outrider.agent.base.plate.PlateText;
import org.outrider.agent.base.plate.SecondReading;
import org.outrider.agent.base.vehicle.Paint;
import org.outrider.agent.base.vehicle.SeenVehicle;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.hotlist.Edition;
import org.outrider.agent.hotlist.HotList;
import org.outrider.agent.hotlist.HotListEntry;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.HotListUnreadableException;
import org.outrider.agent.hotlist.ListedPattern;
import org.outrider.agent.hotlist.ListedVehicle;
import org.outrider.agent.hotlist.MemoryHotList;
import org.outrider.agent.hotlist.release.ImportRules;
import org.outrider.agent.hotlist.release.ListFile;
import org.outrider.agent.people.iam.Classification;

class MatcherTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  @TempDir Path folder;

  private Matcher matcher(String... rows) throws Exception {
    return new Matcher(list(rows));
  }

  private HotList list(String... rows) throws Exception {
    Path file = folder.resolve("list.csv");
    Files.writeString(
        file, "plate,state,category,priority,expires_at\n" + String.join("\n", rows) + "\n");
    return ListFile.read(file);
  }

  /**
   * What a reader sees: each character with a probability and, after '|', one other possibility.
   */
  private static List<CharReading> seen(double confidence, String text, int at, char other) {
    List<CharReading> out = new ArrayList<>();
    for (int i = 0; i < text.length(); i++) {
      List<CharReading.Alternative> alternatives = new ArrayList<>();
      alternatives.add(new CharReading.Alternative(text.charAt(i), confidence));
      if (i == at) {
        alternatives.add(new CharReading.Alternative(other, 1 - confidence));
      }
      out.add(new CharReading(alternatives, 0, 0, 1));
    }
    return out;
  }

  private static List<CharReading> sure(String text) {
    return seen(0.999, text, -1, ' ');
  }

  private static List<Match> match(Matcher m, String text, List<CharReading> chars) {
    return m.match(PlateText.of(text), chars, null, NOW).matches();
  }

  @Test
  @Tag("MAT-01")
  void lettersAndZeroAreTheSameOnBothSides() throws Exception {
    Match match = match(matcher("ABO-123,CT,bolo,5,"), "AB0123", sure("AB0123")).getFirst();
    assertEquals(Match.Type.EXACT, match.type());
    assertEquals("ABO-123", match.entry().plate().raw());
  }

  @Test
  @Tag("MAT-05")
  void aConfusableCharacterIsASimilarMatchThatNamesTheSubstitution() throws Exception {
    Match match =
        match(matcher("ABC123,CT,bolo,5,"), "A8C123", seen(.9, "A8C123", -1, ' ')).getFirst();
    assertEquals(Match.Type.SIMILAR, match.type());
    assertEquals(List.of("8>B@2"), match.substitutions());
  }

  @Test
  void twoSubstitutionsAreNoMatch() throws Exception {
    assertTrue(
        match(matcher("ABC123,CT,bolo,5,"), "A8CI23", seen(.9, "A8CI23", -1, ' ')).isEmpty());
  }

  @Test
  void aCertainReaderIsBelievedOverTheConfusionClass() throws Exception {
    assertTrue(match(matcher("ABC123,CT,bolo,5,"), "A8C123", sure("A8C123")).isEmpty());
  }

  @Test
  void whatTheReaderItselfThoughtPossibleMatches() throws Exception {
    Matcher m = matcher("TNK3056,CT,bolo,5,");
    assertEquals(
        Match.Type.SIMILAR, match(m, "TWK3056", seen(.8, "TWK3056", 1, 'N')).getFirst().type());
    assertTrue(match(m, "TWK3056", seen(.99, "TWK3056", 1, 'N')).isEmpty());
  }

  @Test
  void twoCharactersMayDifferWhenTheReaderDoubtedBoth() throws Exception {
    Matcher m = matcher("ABC123,CT,bolo,5,");
    List<CharReading> chars = new ArrayList<>(seen(.999, "A8C723", -1, ' '));
    chars.set(1, seen(.5, "8", 0, 'B').getFirst());
    chars.set(3, seen(.5, "7", 0, '1').getFirst());
    Match match = match(m, "A8C723", chars).getFirst();
    assertEquals(List.of("8>B@2", "7>1@4"), match.substitutions());
  }

  @Test
  @Tag("MAT-02")
  void aPatternIsTheLastTierAndNeverBeatsAnExactMatch() throws Exception {
    Matcher m = matcher("ABC1*,CT,bolo,1,", "ABC123,CT,stolen_vehicle,90,");
    assertEquals(
        List.of(Match.Type.EXACT, Match.Type.PARTIAL),
        match(m, "ABC123", sure("ABC123")).stream().map(Match::type).toList());
    assertTrue(match(m, "ABD123", sure("ABD123")).isEmpty());
  }

  @Test
  @Tag("HL-15")
  void aForbiddenCategoryNeverMatchesWhateverTheListHolds() {
    HotListEntry entry =
        new HotListEntry(
            "1",
            PlateText.of("ABC123"),
            null,
            Category.IMMIGRATION,
            1,
            Classification.NCIC,
            ListedVehicle.UNKNOWN,
            "",
            null,
            null);
    HotList list = new MemoryHotList(new Edition("l", "1", NOW), List.of(entry));
    assertTrue(match(new Matcher(list), "ABC123", sure("ABC123")).isEmpty());
    MatchRules none =
        new MatchRules(java.util.Set.of(), .03, 2, true, 4, false, Confusions.CLASSES); // control
    assertEquals(1, match(new Matcher(() -> List.of(list), none), "ABC123", sure("ABC123")).size());
  }

  @Test
  void aListThatCannotBeAskedIsNamedAndTheOthersStillMatch() throws Exception {
    HotList good = list("ABC123,CT,bolo,5,");
    HotList broken =
        new HotList() {
          @Override
          public Edition edition() {
            return new Edition("broken", "1", NOW);
          }

          @Override
          public List<HotListEntry> find(String index) {
            throw new HotListUnreadableException("page 7");
          }

          @Override
          public List<ListedPattern> patterns() {
            return List.of();
          }

          @Override
          public int size() {
            return 0;
          }
        };
    Matcher m = new Matcher(() -> List.of(broken, good), MatchRules.DEFAULT);
    Matcher.Result result = m.match(PlateText.of("ABC123"), List.of(), null, NOW);
    assertEquals(1, result.matches().size());
    assertEquals(java.util.Map.of("broken", "page 7"), result.failures());
    assertEquals(List.of(good.edition()), result.editions());
  }

  @Test
  @Tag("HL-10")
  void anEntryMatchesUntilTheSecondItExpires() throws Exception {
    Matcher m = matcher("ABC123,CT,bolo,5,2026-11-21T12:00:00Z");
    PlateText plate = PlateText.of("ABC123");
    assertEquals(1, m.match(plate, List.of(), null, NOW.minusSeconds(1)).matches().size());
    assertEquals(0, m.match(plate, List.of(), null, NOW).matches().size());
  }

  @Test
  @Tag("MAT-05")
  void theStateIsYesNoOrUnknownAndNeverHides() throws Exception {
    Matcher m = matcher("ABC123,CT,bolo,5,");
    PlateText plate = PlateText.of("ABC123");
    assertEquals(
        Match.Agreement.YES,
        m.match(plate, List.of(), "US-CT", NOW).matches().getFirst().stateAgrees());
    assertEquals(
        Match.Agreement.NO,
        m.match(plate, List.of(), "US-NY", NOW).matches().getFirst().stateAgrees());
    assertEquals(
        Match.Agreement.UNKNOWN,
        m.match(plate, List.of(), null, NOW).matches().getFirst().stateAgrees());
  }

  @Test
  void onePlateInTwoStatesStaysTwoEntries() throws Exception {
    assertEquals(
        2,
        match(matcher("ABC123,CT,bolo,5,", "ABC123,NY,stolen_vehicle,1,"), "ABC123", List.of())
            .size());
  }

  @Test
  void aBadListIsRefusedWithEveryLine() {
    HotListException e =
        assertThrows(
            HotListException.class,
            () ->
                list(
                    "A,CT,bolo,5,",
                    "ABC123,Connecticut,bolo,5,",
                    "ABC123,CT,jaywalking,5,",
                    "ABC123,CT,bolo,500,",
                    "ABC123,CT,bolo,5,tomorrow",
                    "ABC123,CT"));
    String message = String.valueOf(e.getMessage());
    for (String expected :
        new String[] {
          ":2: plate of 1 character, expected 2 to 15",
          ":3: state \"Connecticut\"",
          ":4: code \"jaywalking\", expected any of [amber_alert, ",
          ":5: priority \"500\", expected 0 to 100",
          ":6: expires \"tomorrow\", expected a date",
          ":7: code \"\", expected any of" // a row without its last cells, as Excel writes them
        }) {
      assertTrue(message.contains(expected), expected + " in " + message);
    }
  }

  private Matcher described(boolean descriptors, String... rows) throws Exception {
    Path file = folder.resolve("described.csv");
    Files.writeString(
        file, "plate,state,category,priority,color\n" + String.join("\n", rows) + "\n");
    HotList list = ListFile.read(file, described(4, 2), ZoneOffset.UTC);
    MatchRules d = MatchRules.DEFAULT;
    return new Matcher(
        () -> List.of(list),
        new MatchRules(
            d.forbidden(), d.leastLikelihood(), 2, true, 4, descriptors, d.confusions()));
  }

  private static ImportRules described(int leastPatternChars, int leastDescribedChars) {
    ImportRules d = ImportRules.DEFAULT;
    return new ImportRules(
        d.sources(), d.forbidden(), 1, 1, leastPatternChars, leastDescribedChars);
  }

  @Test
  @Tag("MAT-03")
  void aPatternOfFewCharactersNeedsADescriptionThatCanBeSeen() throws Exception {
    Path file = folder.resolve("few.csv");
    for (String color : List.of("", "PLE")) {
      Files.writeString(file, "plate,state,category,priority,color\nAB*,CT,BOLO,3," + color + "\n");
      String said =
          assertThrows(
                  HotListException.class,
                  () -> ListFile.read(file, described(4, 2), ZoneOffset.UTC))
              .getMessage();
      assertTrue(said.contains("2 known characters, expected at least 4"), said);
    }
    Files.writeString(file, "plate,state,category,priority,color\nA*,CT,BOLO,3,BLU\n");
    String said =
        assertThrows(
                HotListException.class, () -> ListFile.read(file, described(4, 2), ZoneOffset.UTC))
            .getMessage();
    assertTrue(said.contains("1 known characters, expected at least 2"), said);
  }

  private static List<Match> seen(Matcher m, String plate, SeenVehicle vehicle) {
    return m.match(PlateText.of(plate), List.of(), null, null, vehicle, NOW).matches();
  }

  private static final SeenVehicle RED = SeenVehicle.of(Paint.RED, .99);
  private static final SeenVehicle BLUE = SeenVehicle.of(Paint.BLUE, .99);

  @Test
  @Tag("MAT-03")
  void aPatternOfFewCharactersMatchesOnlyAVehicleThatLooksAsListed() throws Exception {
    Matcher m = described(true, "AB*,CT,BOLO,3,BLU");
    Match found = seen(m, "ABC123", BLUE).getFirst();
    assertEquals(Match.Type.DESCRIPTOR, found.type());
    assertTrue(found.isOnlyPossible());
    assertEquals(List.of(), seen(m, "ABC123", RED), "another colour");
    assertEquals(List.of(), seen(m, "ABC123", SeenVehicle.of(Paint.BLUE, .5)), "too faint");
    assertEquals(List.of(), seen(m, "ABC123", SeenVehicle.UNKNOWN), "not told");
    assertEquals(List.of(), seen(m, "XBC123", BLUE), "another plate");
  }

  @Test
  @Tag("MAT-03")
  void descriptorsMatchNothingWhereThePolicyDoesNotSaySo() throws Exception {
    assertEquals(List.of(), seen(described(false, "AB*,CT,BOLO,3,BLU"), "ABC123", BLUE));
  }

  @Test
  @Tag("MAT-03")
  @Tag("MAT-04")
  void aVehicleThatLooksOtherwiseIsMarkedAndNeverHidden() throws Exception {
    Matcher m = described(true, "ABC123,CT,STOLEN_PLATE,3,BLU", "XYZ1*,CT,BOLO,3,BLU");
    for (String plate : List.of("ABC123", "XYZ123")) {
      Match differs = seen(m, plate, RED).getFirst();
      assertEquals("color", differs.mismatches().getFirst().name());
      assertEquals("red", differs.mismatches().getFirst().seen());
      assertEquals(List.of(), seen(m, plate, BLUE).getFirst().mismatches());
      assertEquals(
          Match.Agreement.YES, seen(m, plate, BLUE).getFirst().descriptors().getFirst().agrees());
      assertEquals(
          Match.Agreement.UNKNOWN,
          seen(m, plate, SeenVehicle.UNKNOWN).getFirst().descriptors().getFirst().agrees());
    }
    assertEquals(Match.Type.EXACT, seen(m, "ABC123", RED).getFirst().type());
    assertEquals(Match.Type.PARTIAL, seen(m, "XYZ123", RED).getFirst().type());
  }

  @Test
  @Tag("MAT-03")
  void anEntryThatDescribesNothingHasNothingToMark() throws Exception {
    assertEquals(
        List.of(),
        seen(described(true, "ABC123,CT,BOLO,3,"), "ABC123", RED).getFirst().descriptors());
  }

  private static List<Match> disputed(Matcher m, String text, String second) {
    return m.match(
            PlateText.of(text),
            sure(text),
            new SecondReading(second, 0.6),
            null,
            SeenVehicle.UNKNOWN,
            NOW)
        .matches();
  }

  @Test
  @Tag("MAT-02")
  void whereTwoReadersDisagreeEitherTextMatchesButOnlyAsPossible() throws Exception {
    Matcher m = matcher("ABC123,CT,bolo,5,", "ABG123,CT,bolo,6,", "ABC12,CT,bolo,7,");
    List<Match> sameLength = disputed(m, "ABC123", "ABG123");
    assertEquals(
        List.of("ABC123 SIMILAR []", "ABG123 SIMILAR [C>G@3]"),
        sameLength.stream()
            .map(f -> f.entry().plate().raw() + " " + f.type() + " " + f.substitutions())
            .toList());
    assertEquals("ABG123", sameLength.getFirst().otherRead());
    List<Match> shorter = disputed(m, "ABC123", "ABC12");
    assertEquals(
        List.of("ABC123", "ABC12"), shorter.stream().map(f -> f.entry().plate().raw()).toList());
    assertTrue(shorter.stream().allMatch(f -> f.type() == Match.Type.SIMILAR));
  }

  @Test
  @Tag("MAT-01")
  void readersThatAgreeOrDifferInZeroAndLetterOMatchExactly() throws Exception {
    Match match = disputed(matcher("ABO123,CT,bolo,5,"), "AB0123", "ABO123").getFirst();
    assertEquals(Match.Type.EXACT, match.type());
    assertEquals(null, match.otherRead());
  }

  @Test
  void aSecondReadingOfALampIsNotLookedUp() throws Exception {
    assertEquals(List.of(), disputed(matcher("II,CT,bolo,5,"), "ABC123", "II"));
    assertEquals(1, disputed(matcher("ABC123,CT,bolo,5,"), "ABC123", "").size());
  }

  /** A reading with the middles of its characters in hundredths of the patch's width. */
  private static List<CharReading> placed(String text, int doubtful, int... middles) {
    List<CharReading> out = new ArrayList<>();
    for (int i = 0; i < text.length(); i++) {
      double p = i == doubtful ? 0.7 : 0.999;
      out.add(
          new CharReading(
              List.of(new CharReading.Alternative(text.charAt(i), p)),
              0,
              middles[i] / 100.0 - 0.03,
              middles[i] / 100.0 + 0.03));
    }
    return out;
  }

  private static final PlateFormats LOUISIANA =
      new PlateFormats(Map.of("US-LA", Set.of("AAA999", "999AAA", "A999999")));

  private List<Match> inLouisiana(String text, List<CharReading> chars) throws Exception {
    HotList list = list("RZN384,LA,bolo,5,");
    return new Matcher(() -> List.of(list), MatchRules.DEFAULT.with(LOUISIANA))
        .match(PlateText.of(text), chars, "US-LA", NOW)
        .matches();
  }

  @Test
  @Tag("MAT-02")
  void aCharacterThatMayBeHiddenInAGapOrAtAnEndIsAPossibleMatch() throws Exception {
    List<Match> first = inLouisiana("ZN384", placed("ZN384", -1, 27, 38, 60, 71, 82));
    assertEquals(List.of(Match.Type.SIMILAR), first.stream().map(Match::type).toList());
    List<Match> fourth = inLouisiana("RZN84", placed("RZN84", -1, 15, 26, 38, 71, 82));
    assertEquals(List.of(Match.Type.SIMILAR), fourth.stream().map(Match::type).toList());
  }

  @Test
  @Tag("MAT-02")
  void aPlateWithoutRoomOrOfAKnownFormatHidesNothing() throws Exception {
    assertEquals(
        List.of(), inLouisiana("ZN384", placed("ZN384", -1, 20, 35, 50, 65, 80)), "no room");
    HotList list = list("RZNA384,LA,bolo,5,");
    PlateFormats both = new PlateFormats(Map.of("US-LA", Set.of("AAA999", "AAAA999")));
    assertEquals(
        List.of(),
        new Matcher(() -> List.of(list), MatchRules.DEFAULT.with(both))
            .match(
                PlateText.of("RZN384"), placed("RZN384", -1, 15, 26, 38, 71, 82, 93), "US-LA", NOW)
            .matches(),
        "a whole number of the state");
  }

  @Test
  @Tag("MAT-02")
  void aDoubtfulCharacterTooManyIsAPossibleMatch() throws Exception {
    int[] middles = {15, 26, 38, 49, 60, 71, 82};
    List<Match> found = inLouisiana("RZN8384", placed("RZN8384", 3, middles));
    assertEquals(List.of(Match.Type.SIMILAR), found.stream().map(Match::type).toList());
    assertEquals(List.of(), inLouisiana("RZN8384", placed("RZN8384", -1, middles)), "a sure one");
  }
}
