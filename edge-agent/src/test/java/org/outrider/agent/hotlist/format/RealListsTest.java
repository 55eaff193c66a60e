package org.outrider.agent.hotlist.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.hotlist.HotListException;

/** List files as spreadsheets, terminals and mail leave them. */
class RealListsTest {
  private static final String CSV =
      "plate,state,category\r\nQQR0001,CT,bolo\r\nQQR0002,NY,bolo\r\n";

  private final List<ListRow> rows = new ArrayList<>();
  private final List<String> bad = new ArrayList<>();
  private final List<Long> decoded = new ArrayList<>();
  private final List<String> unknown = new ArrayList<>();
  private final List<String> unmapped = new ArrayList<>();
  private final List<String> absent = new ArrayList<>();
  private @Nullable String end;

  private void read(String format, byte[] bytes) throws Exception {
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

              @Override
              public void decoded(long line) {
                decoded.add(line);
              }

              @Override
              public void otherwise(long line, String code, Category category) {
                unknown.add(line + ": " + code);
              }

              @Override
              public void columns(
                  List<String> more, List<String> missing, @Nullable String renamedEnd) {
                unmapped.addAll(more);
                absent.addAll(missing);
                end = renamedEnd;
              }
            })
        .read(new ByteArrayInputStream(bytes));
  }

  private void read(String format, String text) throws Exception {
    read(format, text.getBytes(StandardCharsets.UTF_8));
  }

  private List<String> plates() {
    return rows.stream().map(ListRow::plate).toList();
  }

  private List<Category> categories() {
    return rows.stream().map(ListRow::category).toList();
  }

  private String refusal(byte[] bytes) {
    return String.valueOf(
        assertThrows(HotListException.class, () -> read("generic", bytes)).getMessage());
  }

  private static byte[] join(byte[] a, byte[] b) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(a);
    out.writeBytes(b);
    return out.toByteArray();
  }

  private static byte[] bytes(int... values) {
    byte[] out = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      out[i] = (byte) values[i];
    }
    return out;
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
  void everyUnicodeEncodingIsReadWithAndWithoutItsMark(String name) throws Exception {
    Charset charset = Charset.forName(name);
    read("generic", CSV.getBytes(charset));
    read("generic", ("\uFEFF" + CSV).getBytes(charset));
    assertEquals(List.of("QQR0001", "QQR0002", "QQR0001", "QQR0002"), plates());
    assertEquals(List.of(), bad);
  }

  @ParameterizedTest
  @CsvSource({"UTF-8", "UTF-16LE", "UTF-16BE"})
  void aMarkBeforeALayoutWithoutNamesIsNoPartOfTheFirstRecord(String name) throws Exception {
    String co = "QQR001    COStolen Vehicle        2019 HOND CIV BLU\r\n";
    read("co", ("\uFEFF" + co + co).getBytes(Charset.forName(name)));
    read(
        "autovu",
        ("\uFEFFAmber alert;CT;QQR003;2026-11-01;;x;1\r\n").getBytes(Charset.forName(name)));
    assertEquals(List.of("QQR001", "QQR001", "QQR003"), plates());
    assertEquals(
        List.of(Category.STOLEN_VEHICLE, Category.STOLEN_VEHICLE, Category.AMBER_ALERT),
        categories());
    assertEquals(List.of(), bad);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u001A", "\u001A\r\n", "\0\0\0\0", "\r\n\u001A\0\0", "\n\n"})
  void whatSystemsPutBehindTheEndIsNoRecord(String tail) throws Exception {
    read("ca-doj-svs", "DATE11/21/2026 06:00\r\n9ZZR001 CA1920261120\r\nTOTAL RECORD 1\r\n" + tail);
    read("generic", CSV + tail);
    read("generic", CSV.stripTrailing() + "\u001A\0");
    assertEquals(5, rows.size());
    assertEquals(List.of(), bad);
  }

  @Test
  void nulAndCtrlZInsideALineAreNamedWithTheLine() throws Exception {
    read("generic", CSV + "QQ\0R003,CT,bolo\nQQR004,CT,bo\u001Alo\nQQR005,CT,bolo\n");
    assertEquals(List.of("QQR0001", "QQR0002", "QQR005"), plates());
    assertEquals(
        List.of("4: NUL bytes in the line, expected text", "5: Ctrl-Z in the line, expected text"),
        bad);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r", "\n", "\r\n"})
  void anyLineBreakEndsALine(String lineBreak) throws Exception {
    read("generic", CSV.replace("\r\n", lineBreak));
    assertEquals(List.of("QQR0001", "QQR0002"), plates());
    assertEquals(List.of(2L, 3L), rows.stream().map(ListRow::line).toList());
  }

  @Test
  void aLineBreakInQuotesBelongsToTheCell() throws Exception {
    read(
        "generic",
        "plate,state,category,instructions\r\n"
            + "QQR001,CT,bolo,\"call,\r\n\r\nFALSE12, CT\"\r\n"
            + "QQR002,CT,bolo,\"say \"\"stop\"\"\nthen wait\"\r\n"
            + "QQR003,CT,bolo,ok\r\n");
    assertEquals(List.of("QQR001", "QQR002", "QQR003"), plates());
    assertEquals("call,\n\nFALSE12, CT", rows.get(0).instructions());
    assertEquals("say \"stop\"\nthen wait", rows.get(1).instructions());
    assertEquals(List.of(2L, 5L, 7L), rows.stream().map(ListRow::line).toList());
    assertEquals(List.of(), bad);
  }

  @Test
  void aQuoteThatIsNeverClosedCostsItsOwnLineOnly() throws Exception {
    read(
        "generic",
        "plate,state,category,instructions\n"
            + "QQR001,CT,bolo,\"12 inch wheels\n"
            + "QQR002,CT,bolo,x\n"
            + "QQR003,CT,bolo,\"fine\"\n");
    assertEquals(List.of("QQR002", "QQR003"), plates());
    assertEquals(List.of("2: a quote that is opened and never closed"), bad);
  }

  @Test
  void eightBitTextIsSaidByLineAndShortensNoPlate() throws Exception {
    read(
        "generic",
        (CSV + "QQR003,CT,bolo\nQQ\u00C9004,CT,bolo\n").getBytes(StandardCharsets.ISO_8859_1));
    read(
        "generic",
        "plate,state,category,vehicle\nQQR005,CT,bolo,Citro\u00EBn\n"
            .getBytes(StandardCharsets.ISO_8859_1));
    assertEquals(List.of("QQR0001", "QQR0002", "QQR003", "QQR005"), plates());
    assertEquals("Citro\u00EBn", rows.getLast().vehicle().text());
    assertEquals(List.of(5L, 2L), decoded);
    assertEquals(1, bad.size());
    assertTrue(bad.getFirst().startsWith("5: plate with the Latin letter U+00C9"), bad.toString());
  }

  @Test
  void archivesAndDocumentsAreRefusedByName() throws Exception {
    ByteArrayOutputStream zip = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(zip)) {
      out.putNextEntry(new ZipEntry("list.csv"));
      out.write(CSV.getBytes(StandardCharsets.UTF_8));
    }
    ByteArrayOutputStream xlsx = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(xlsx)) {
      out.putNextEntry(new ZipEntry("[Content_Types].xml"));
      out.putNextEntry(new ZipEntry("xl/workbook.xml"));
    }
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
      out.write(CSV.getBytes(StandardCharsets.UTF_8));
    }
    assertTrue(refusal(zip.toByteArray()).startsWith("a zip archive, expected the list itself"));
    assertTrue(refusal(zip.toByteArray()).endsWith("unpack it and hand in the file inside"));
    assertTrue(refusal(xlsx.toByteArray()).startsWith("an Excel workbook (xlsx)"));
    assertTrue(refusal(gzip.toByteArray()).startsWith("a gzip compressed file"));
    assertTrue(refusal(bytes('7', 'z', 0xBC, 0xAF, 0x27, 0x1C, 0, 4)).startsWith("a 7z archive"));
    assertTrue(refusal(bytes(0xD0, 0xCF, 0x11, 0xE0, 0xA1)).contains("Excel workbook (xls)"));
    assertTrue(refusal(bytes('%', 'P', 'D', 'F', '-', '1')).startsWith("a PDF document"));
    assertTrue(refusal(bytes(0x7F, 'E', 'L', 'F', 2, 1)).startsWith("a program"));
    for (String html : List.of("<!DOCTYPE html><p>", "\r\n <html>", "<!doctype HTML>")) {
      assertTrue(refusal(html.getBytes(StandardCharsets.UTF_8)).startsWith("an HTML page"), html);
      assertTrue(
          refusal(("\uFEFF" + html).getBytes(StandardCharsets.UTF_16LE)).startsWith("an HTML page"),
          html);
    }
    assertTrue(refusal("{\"plates\": []}".getBytes(StandardCharsets.UTF_8)).startsWith("a JSON"));
    byte[] noise = new byte[600];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (byte) (i * i % 7 == 0 ? 0 : i);
    }
    assertTrue(refusal(join(bytes(1, 2, 3), noise)).startsWith("a binary file"));
    assertEquals(List.of(), rows);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0410123\u0412\u0421",
        "QQ\u0391 123",
        "\uFF3A\uFF3A\uFF24\uFF11",
        "\u00C4\u00D6",
        "N/A",
        "n.a.",
        "NOPLATE",
        "NO PLATE",
        "No-Tag",
        "UNREG",
        "TEMP",
        "XXXXXXX",
        "000000",
        "1.23457E+12",
        "1,23E+05",
        "9E+11",
        "#REF!",
        "#N/A",
        "#DIV/0!",
        "'0123",
        "=A12",
        "QQ\u200B123",
        "QQ_123",
      })
  void whatIsNoPlateIsNamedAndNeverAnEntry(String cell) throws Exception {
    read("generic", "plate,state,category\n\"" + cell + "\",CT,bolo\nQQR001,CT,bolo\n");
    assertEquals(List.of("QQR001"), plates());
    assertEquals(1, bad.size(), cell);
  }

  @ParameterizedTest
  @ValueSource(strings = {"QQ-A 12/3", "qqb123*", "QQC\u00B7123", "12E5", "00123", "XXX1", "TEMP1"})
  void whatMayBeAPlateStays(String cell) throws Exception {
    read("generic", "plate,state,category\n" + cell + ",CT,bolo\n");
    assertEquals(List.of(cell), plates());
  }

  @Test
  void lastCellsThatASpreadsheetLeavesOutAreEmpty() throws Exception {
    read(
        "generic",
        "plate,state,category,vehicle,expires_at\nQQR001,CT,bolo,blue,\nQQR002,CT,bolo,blue\n"
            + "QQR003,CT,bolo\nQQR004,CT,bolo,,,,\n");
    assertEquals(4, rows.size());
    assertEquals(List.of(), bad);
  }

  @Test
  void aLastLineThatBreaksOffIsNotTakenForALeftOutCell() throws Exception {
    read("generic", "plate,state,category,expires_at\nQQR001,CT,bolo,\nQQR002,CT,bolo");
    assertEquals(List.of("QQR001"), plates());
    assertTrue(bad.getFirst().endsWith("the file was cut short"), bad.toString());
  }

  @Test
  void columnsOnEitherSideOnlyAreNamed() throws Exception {
    read("generic", "Plate,State,Category,Expiration Date,Notes\nQQR001,CT,bolo,2026-11-01,x\n");
    assertEquals(List.of("Expiration Date", "Notes"), unmapped);
    assertTrue(absent.contains("expires_at"));
    assertEquals("Expiration Date", end);
    end = "x";
    read("generic", "plate,state,category,expires_at,valid until\nQQR001,CT,bolo,,\n");
    assertEquals(null, end);
  }

  @Test
  void aCodeThatTheTemplateDoesNotKnowIsNamed() throws Exception {
    read("co", "QQR001    COStolen Vehicle        x\nQQR002    COFlying Saucer         x\n");
    assertEquals(List.of(Category.STOLEN_VEHICLE, Category.OTHER), categories());
    assertEquals(List.of("2: Flying Saucer"), unknown);
  }

  @ParameterizedTest
  @CsvSource({
    "Attempt To Locate, BOLO",
    "Felony Warrant, WANTED_PERSON",
    "Sexual Offender, SEX_OFFENDER",
    "Stolen/Car Jacking/Ca, STOLEN_VEHICLE",
    "Used in Felony or By, FELONY_VEHICLE",
    "Used in Misdemeanor or, BOLO",
    "Reported Lost, STOLEN_PLATE",
  })
  void coloradoCutsItsWords(String code, Category category) throws Exception {
    read("co", "CCIC LPR EXTRACT\nQQR001    CO%-22sx\n".formatted(code));
    assertEquals(List.of(category), categories());
    assertEquals(List.of(), unknown);
  }

  @Test
  void ohioFindsItsKindBehindTheVehicle() throws Exception {
    String calibration =
        "1 LPRTEST 0H 01/01/2099 04/12/2021 TEST XXX 2012 GRY 0H LPR CALIBRATION RECORD\n";
    read(
        "oh-leads",
        "1 QQR0001 0H 01/01/2027 04/11/2021 UHAU TL 2015 0NG/WHI M12345678 V987654321\n"
            + "1 QQR0002 0H 01/01/2027 04/11/2021 F0RD F15 2011 RED 0H STOLEN VEHICLE\n"
            + "1 QQR0003 MI 01/01/2027 04/11/2021 F0RD F15 2011 RED P987654321\n"
            + calibration);
    assertEquals(
        List.of(Category.STOLEN_VEHICLE, Category.STOLEN_VEHICLE, Category.STOLEN_PLATE),
        categories());
    assertEquals("0NG/WHI 2015 UHAU TL", rows.getFirst().vehicle().text());
    assertFalse(rows.stream().anyMatch(r -> r.plate().equals("LPRTEST")));
  }

  @Test
  void aStatusIsNoStateInConnecticut() throws Exception {
    read("ct-collect", "QQR00001" + " ".repeat(184) + "20270131" + "NY\n");
    assertEquals("US-CT", rows.getFirst().state());
  }

  @ParameterizedTest
  @CsvSource({
    "ncic, V000000001CT000000120261120QQR0001   CT2027PC2019HONDCIV4DBLU",
    "mn-ncic, 'V000000001,MN0000001,20261120,QQR0001,MN,2027,PC,2018,CHEV,SIL,PK,BLK'",
    "ny, QQR0001   NYPASVHONDBLU",
  })
  void theFirstLineIsARecordWhereThereIsNoHeader(String format, String line) throws Exception {
    read(format, line + "\n" + line + "\n");
    read(format, "STATE LPR EXTRACT 20261121\n" + line + "\n");
    assertEquals(3, rows.size(), format);
    assertEquals(List.of(), bad);
  }
}
