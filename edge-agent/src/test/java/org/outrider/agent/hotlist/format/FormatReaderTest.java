package org.outrider.agent.hotlist.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.hotlist.HotListException;

class FormatReaderTest {
  private final List<ListRow> rows = new ArrayList<>();
  private final List<String> bad = new ArrayList<>();

  private void read(String format, InputStream in) throws Exception {
    new FormatReader(
            ListFormat.shipped(format),
            new FormatReader.Listener() {
              @Override
              public void row(ListRow row) {
                rows.add(row);
              }

              @Override
              public void bad(long line, String problem) {
                bad.add(line + ": " + problem);
              }
            })
        .read(in);
  }

  private void read(String format, String text) throws Exception {
    read(format, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @CsvSource({
    "ncic, ncic.txt, 5, V000000001, ZZ10001, US-CT, STOLEN_VEHICLE, BLU 2019 HOND CIV 4D",
    "ncic-wa, ncic-wa.txt, 5, WAV0000001, ZZ10001, US-CT, STOLEN_VEHICLE, BLU 2019 HOND CIV 4D",
    "ca-doj-svs, ca-doj-svs.txt, 3, line-2, 9ZZZ001, US-CA, STOLEN_VEHICLE, ''",
    "ca-doj-sfr, ca-doj-sfr.txt, 3, line-2, 9ZZZ001, US-CA, FELONY_VEHICLE, ''",
    "ca-doj-slr, ca-doj-slr.txt, 3, line-2, 9ZZZ001, US-CA, STOLEN_PLATE, ''",
    "tx-tcic, tx-tcic.txt, 5, TV0000000001, ZZZ0001, US-TX, STOLEN_VEHICLE, BLK 2018 CHEV SIL PK",
    "tx-ncic, tx-ncic.txt, 2, V000000001, ZZZ0001, US-TX, STOLEN_VEHICLE, BLK 2018 CHEV SIL PK",
    "mn-ncic, mn-ncic.txt, 2, V000000001, ZZZ001, US-MN, STOLEN_VEHICLE, BLK 2018 CHEV SIL PK",
    "ny, ny.txt, 5, line-2, ZZZ0001, US-NY, STOLEN_VEHICLE, BLU HOND",
    "co, co.txt, 3, line-2, ZZZ001, US-CO, STOLEN_VEHICLE, 2019 HOND CIV BLU",
    "fl, fl.txt, 2, V000000001, ZZZ001, US-FL, STOLEN_VEHICLE, ''",
    "oh-leads, oh-leads.txt, 4, line-2, QQZ0011, US-OH, STOLEN_VEHICLE, BLU 2019 H0ND CIV",
    "ct-collect, ct-collect.txt, 2, line-1, ZZ10001, US-CT, REGISTRATION,"
        + " BLUE 2019 HONDA CIVIC 4 DOOR PASSENGER",
    "nj, nj.txt, 2, line-1, ZZZ001, US-NJ, REGISTRATION, BLUE 1985 HOND CIV",
    "nc, nc.txt, 5, V000000001, ZZ10001, US-NC, STOLEN_VEHICLE, BLU 2019 HOND CIV 4D",
    "mi, mi.txt, 2, V000000001, ZZ10001, US-MI, STOLEN_VEHICLE, BLU 2019 HOND CIV 4D",
    "il-leads, il-leads.txt, 3, line-1, ZZZ001, US-WI, STOLEN_VEHICLE, RED 05 DODG MAG 4D",
    "il-sos, il-sos.txt, 2, line-1, ZZZ001, US-IL, REGISTRATION, ''",
    "ks, ks.txt, 3, line-4, ZZZ001, US-KS, STOLEN_PLATE, ''",
    "ks-topeka, ks-topeka.txt, 2, line-1, ZZZ001, US-KS, STOLEN_VEHICLE, BLK 2018 CHEV SIL PK",
    "wa-stolen, wa-stolen.txt, 1, line-2, ZZZ001, US-WA, STOLEN_VEHICLE, SIL 2003 HOND ELE 4D",
    "ga, ga.txt, 2, line-1, ZZZ001, US-GA, REGISTRATION, RED 2006 FORD FUSION FUSION",
    "al, al.txt, 2, V000000001, ZZZ001, US-WA, STOLEN_VEHICLE, RED 1985 CHEV SIL",
    "ia, ia.txt, 2, R000000001, ZZZ001, CA-ON, CANADIAN_RECORD, TK",
    "autovu, autovu.txt, 3, line-1, ZZ10001, US-CT, STOLEN_VEHICLE, blue Honda",
    "boss, boss.csv, 2, R1, ZZ10001, US-CT, STOLEN_VEHICLE, BLU HOND CIV",
    "vigilant, vigilant.csv, 2, line-2, ZZ10001, US-CT, STOLEN_VEHICLE, ''",
    "openalpr, openalpr.csv, 2, line-2, ZZ10001, US-CT, BOLO, blue Honda",
    "generic, generic.csv, 3, B-1, ZZ1-0001, US-CT, BOLO, blue Honda",
  })
  void everyShippedLayoutIsReadAsItsSourceMeansIt(
      String format,
      String file,
      int count,
      String recordId,
      String plate,
      String state,
      Category category,
      String vehicle)
      throws Exception {
    try (InputStream in = getClass().getResourceAsStream("/golden/hotlist/" + file)) {
      read(format, in);
    }
    assertEquals(List.of(), bad);
    assertEquals(count, rows.size());
    ListRow first = rows.getFirst();
    assertEquals(recordId, first.recordId());
    assertEquals(plate, first.plate());
    assertEquals(state, first.state());
    assertEquals(category, first.category());
    assertEquals(vehicle, first.vehicle().text());
  }

  @Test
  void everyShippedTemplateHasASample() {
    for (String format : ListFormat.SHIPPED) {
      assertTrue(
          getClass().getResource("/golden/hotlist/" + format + ".txt") != null
              || getClass().getResource("/golden/hotlist/" + format + ".csv") != null,
          format);
    }
  }

  @Test // the same letter means something else in another state
  void lettersMeanWhatTheirStateSays() throws Exception {
    try (InputStream in = getClass().getResourceAsStream("/golden/hotlist/ny.txt")) {
      read("ny", in);
    }
    assertEquals(Category.SEX_OFFENDER, rows.get(1).category());
    assertEquals(Category.REGISTRATION, rows.get(2).category());
    rows.clear();
    try (InputStream in = getClass().getResourceAsStream("/golden/hotlist/tx-tcic.txt")) {
      read("tx-tcic", in);
    }
    assertEquals(Category.VIOLENT_PERSON, rows.get(1).category());
    assertEquals(Category.PROTECTION_ORDER, rows.get(2).category());
  }

  @Test
  void aTrailerWithAnotherCountRefusesTheFile() {
    HotListException e =
        assertThrows(
            HotListException.class,
            () ->
                read("ca-doj-svs", "DATE11/21/2026 06:00\n9ZZZ001 CA1920261120\nTOTAL RECORD 2\n"));
    assertEquals(
        "trailer: 2 records, counted 1: records are missing", String.valueOf(e.getMessage()));
  }

  @Test
  void aFileThatWasCutShortIsRefused() {
    HotListException e =
        assertThrows(
            HotListException.class,
            () -> read("ca-doj-svs", "DATE11/21/2026 06:00\n9ZZZ001 CA1920261120\n"));
    assertTrue(String.valueOf(e.getMessage()).contains("cut short"), e.getMessage());
  }

  @Test
  void aHeaderOfAnotherListIsRefused() {
    HotListException e =
        assertThrows(HotListException.class, () -> read("ca-doj-svs", "NCIC EXTRACT\nX\n"));
    assertTrue(String.valueOf(e.getMessage()).startsWith("line 1: \"NCIC EXTRACT\""));
  }

  @Test
  void aListWithoutItsCalibrationRecordIsRefused() {
    HotListException e =
        assertThrows(
            HotListException.class,
            () ->
                read(
                    "oh-leads",
                    "1 ZZZ0001 0H 01/01/2027 04/11/2021 H0ND CIV 2019 BLU V00000001 V000000001\n"));
    assertTrue(String.valueOf(e.getMessage()).startsWith("no calibration record"));
  }

  @Test
  void aLineThatDoesNotFitIsToldWithItsNumberAndTheRestIsKept() throws Exception {
    read(
        "generic",
        "plate,state,category,expires_at\n"
            + "ZZ10001,CT,bolo,2026-12-01\n"
            + "Z,CT,bolo,\n"
            + "ZZ10002,CT,jaywalking,\n"
            + "ZZ10003,CT,bolo,soon\n"
            + "ZZ10004,CT,bolo,,x\n"
            + "000,CT,bolo,\n"
            + "x".repeat(10_000)
            + "\n");
    assertEquals(1, rows.size());
    assertEquals(Instant.parse("2026-12-02T00:00:00Z"), rows.getFirst().expiresAt());
    assertEquals(6, bad.size());
    assertEquals("3: plate of 1 character, expected 2 to 15", bad.get(0));
    assertTrue(bad.get(1).startsWith("4: code \"jaywalking\""));
    assertTrue(bad.get(2).startsWith("5: expires \"soon\", expected a date"));
    assertEquals("6: 5 fields, expected 4 as in the header", bad.get(3));
    assertEquals("7: a filler and no plate", bad.get(4));
    assertTrue(bad.get(5).startsWith("8: longer than 4096"));
  }

  @Test
  void aStateThatFoldsItsLettersIsMendedAndAnUnknownOneStaysUnknown() {
    assertEquals("US-OH", States.iso("0H"));
    assertEquals("US-NE", States.iso("NB"));
    assertEquals("CA-ON", States.iso("ON"));
    assertEquals("US-CT", States.iso("us-ct"));
    assertEquals(null, States.iso("XX"));
    assertEquals(null, States.iso(""));
  }

  @Test
  void aTemplateListsEveryProblemAtOnce() {
    ConfigException e =
        assertThrows(
            ConfigException.class,
            () ->
                ListFormat.parse(
                    "mine",
                    "title = \"Mine\"\nkind = \"fixed\"\ncolour = 3\n"
                        + "[fields]\nstate = \"CT\"\n[codes]\nV = \"STOLEN\"\n"));
    String text = String.valueOf(e.getMessage());
    assertTrue(text.contains("colour: unknown key"), text);
    assertTrue(text.contains("fields.state: \"CT\", expected FROM:TO"), text);
    assertTrue(text.contains("codes.V: category \"STOLEN\""), text);
    assertTrue(text.contains("fields.plate: expected where the plate stands"), text);
  }
}
