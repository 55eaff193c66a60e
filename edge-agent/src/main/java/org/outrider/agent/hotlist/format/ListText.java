package org.outrider.agent.hotlist.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.hotlist.HotListException;

/**
 * The text of a list file. The content decides the encoding: a byte order mark, the pattern of NUL
 * bytes that UTF-16 and UTF-32 leave in plain text, or else UTF-8, line by line, with windows-1252
 * for a line that is not UTF-8. A file that is no text is refused by the name of what it is.
 */
final class ListText {
  private static final int HEAD = 4096;
  private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
  private static final Charset UTF_32LE = Charset.forName("UTF-32LE");
  private static final Charset UTF_32BE = Charset.forName("UTF-32BE");

  /** Share of NUL bytes above which a file without UTF-16 structure is binary. */
  private static final double MOST_NUL = 0.1;

  private final LineReader lines;
  private final boolean isByteText;
  private final Charset charset;
  private boolean isFallback;

  private ListText(Reader in, int longest, boolean isByteText, Charset charset) {
    this.lines = new LineReader(in, longest);
    this.isByteText = isByteText;
    this.charset = charset;
  }

  /**
   * Opens a text.
   *
   * @param expected encoding of the template, used where the content leaves it open
   * @throws HotListException when the content is an archive, a document or another binary file
   */
  static ListText open(InputStream in, Charset expected, int longest)
      throws IOException, HotListException {
    PushbackInputStream all = new PushbackInputStream(in, HEAD);
    byte[] head = all.readNBytes(HEAD);
    String kind = kind(head);
    if (!kind.isEmpty()) {
      throw new HotListException(
          "%s, expected the list itself as plain text: %s".formatted(kind, remedy(kind)));
    }
    int mark = 0;
    @Nullable Charset found = null;
    if (starts(head, 0xEF, 0xBB, 0xBF)) {
      mark = 3;
    } else if (starts(head, 0xFF, 0xFE, 0, 0)) {
      mark = 4;
      found = UTF_32LE;
    } else if (starts(head, 0, 0, 0xFE, 0xFF)) {
      mark = 4;
      found = UTF_32BE;
    } else if (starts(head, 0xFF, 0xFE)) {
      mark = 2;
      found = StandardCharsets.UTF_16LE;
    } else if (starts(head, 0xFE, 0xFF)) {
      mark = 2;
      found = StandardCharsets.UTF_16BE;
    } else {
      found = byNul(head);
    }
    all.unread(head, mark, head.length - mark);
    if (found == null) {
      Charset eightBit =
          expected.equals(StandardCharsets.ISO_8859_1) ? WINDOWS_1252 : StandardCharsets.UTF_8;
      return new ListText(
          new InputStreamReader(all, StandardCharsets.ISO_8859_1),
          longest,
          true,
          mark == 3 ? StandardCharsets.UTF_8 : eightBit);
    }
    return new ListText(
        new InputStreamReader(
            all,
            found
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE)),
        longest,
        false,
        found);
  }

  /** The next line; null at the end. */
  @Nullable String next() throws IOException {
    isFallback = false;
    @Nullable String line = lines.next();
    if (line == null || !isByteText || isAscii(line)) {
      return line;
    }
    byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
    if (charset.equals(StandardCharsets.UTF_8)) {
      try {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      } catch (CharacterCodingException e) {
        isFallback = true;
      }
    }
    return new String(bytes, WINDOWS_1252);
  }

  /** Whether the last line was not in the encoding of the file and was read as windows-1252. */
  boolean isFallback() {
    return isFallback;
  }

  /** Whether a line break ended the last line. */
  boolean hasBreak() {
    return lines.hasBreak();
  }

  private static boolean isAscii(String line) {
    for (int i = 0; i < line.length(); i++) {
      if (line.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static boolean starts(byte[] head, int... bytes) {
    if (head.length < bytes.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if ((head[i] & 0xFF) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  /** UTF-16 or UTF-32 without a mark: NUL in the same place of every character. */
  private static @Nullable Charset byNul(byte[] head) throws HotListException {
    int[] nul = new int[4];
    int all = 0;
    for (int i = 0; i < head.length; i++) {
      if (head[i] == 0) {
        nul[i % 4]++;
        all++;
      }
    }
    if (all == 0) {
      return null;
    }
    double each = Math.max(1, head.length / 4);
    boolean[] has = new boolean[4];
    for (int i = 0; i < 4; i++) {
      has[i] = nul[i] / each > 0.7;
    }
    if (!has[0] && has[1] && has[2] && has[3]) {
      return UTF_32LE;
    }
    if (has[0] && has[1] && has[2] && !has[3]) {
      return UTF_32BE;
    }
    if (!has[0] && has[1] && !has[2] && has[3]) {
      return StandardCharsets.UTF_16LE;
    }
    if (has[0] && !has[1] && has[2] && !has[3]) {
      return StandardCharsets.UTF_16BE;
    }
    if (all > head.length * MOST_NUL && !isPadded(head)) {
      throw new HotListException(
          "a binary file (%d NUL bytes in the first %d), expected the list itself as plain text:"
                  .formatted(all, head.length)
              + " export it as CSV or as the source's text layout");
    }
    return null;
  }

  /** Text followed by NUL bytes alone, as some terminals and tapes pad their last block. */
  private static boolean isPadded(byte[] head) {
    int end = head.length;
    while (end > 0 && head[end - 1] == 0) {
      end--;
    }
    for (int i = 0; i < end; i++) {
      if (head[i] == 0) {
        return false;
      }
    }
    return end > 0;
  }

  private static String remedy(String kind) {
    if (kind.contains("workbook")) {
      return "open it and save the sheet as CSV UTF-8, with the plate column as text";
    }
    if (kind.contains("archive") || kind.contains("compressed")) {
      return "unpack it and hand in the file inside";
    }
    if (kind.contains("HTML")) {
      return "fetch it again; this may be a log-on or error page instead of the list";
    }
    return "export it as CSV or as the source's text layout";
  }

  private static String kind(byte[] head) {
    if (starts(head, 'P', 'K', 3, 4) || starts(head, 'P', 'K', 5, 6)) {
      String text = new String(head, StandardCharsets.ISO_8859_1);
      if (text.contains("xl/")
          || (text.contains("[Content_Types].xml") && !text.contains("word/"))) {
        return "an Excel workbook (xlsx)";
      }
      if (text.contains("opendocument.spreadsheet")) {
        return "an OpenDocument workbook (ods)";
      }
      return text.contains("word/") ? "a Word document (docx)" : "a zip archive";
    }
    if (starts(head, 0x1F, 0x8B)) {
      return "a gzip compressed file";
    }
    if (starts(head, '7', 'z', 0xBC, 0xAF, 0x27, 0x1C)) {
      return "a 7z archive";
    }
    if (starts(head, 'R', 'a', 'r', '!')) {
      return "a RAR archive";
    }
    if (starts(head, 'B', 'Z', 'h') && head.length > 4 && head[4] == '1') {
      return "a bzip2 compressed file";
    }
    if (starts(head, 0xFD, '7', 'z', 'X', 'Z', 0)) {
      return "an xz compressed file";
    }
    if (starts(head, 0x28, 0xB5, 0x2F, 0xFD)) {
      return "a Zstandard compressed file";
    }
    if (starts(head, 0x04, 0x22, 0x4D, 0x18)) {
      return "an LZ4 compressed file";
    }
    if (starts(head, 0xD0, 0xCF, 0x11, 0xE0)) {
      return "an old Office document or Excel workbook (xls)";
    }
    if (head.length > 262 && new String(head, 257, 5, StandardCharsets.US_ASCII).equals("ustar")) {
      return "a tar archive";
    }
    if (starts(head, '%', 'P', 'D', 'F', '-')) {
      return "a PDF document";
    }
    if (starts(head, '{', '\\', 'r', 't', 'f')) {
      return "an RTF document";
    }
    if (starts(head, 'S', 'Q', 'L', 'i', 't', 'e', ' ', 'f')) {
      return "an SQLite database";
    }
    if (starts(head, 0x89, 'P', 'N', 'G')
        || starts(head, 0xFF, 0xD8, 0xFF)
        || starts(head, 'G', 'I', 'F', '8')) {
      return "a picture";
    }
    if (starts(head, 0x7F, 'E', 'L', 'F') || starts(head, 'M', 'Z', 0x90, 0)) {
      return "a program";
    }
    if (starts(head, '-', '-', '-', '-', '-', 'B', 'E', 'G', 'I', 'N')) {
      return "a PEM or PGP file";
    }
    return markup(head);
  }

  private static String markup(byte[] head) {
    String text =
        new String(head, StandardCharsets.ISO_8859_1)
            .replace("\0", "")
            .replaceFirst("^(?:\u00EF\u00BB\u00BF|\u00FF\u00FE|\u00FE\u00FF)", "")
            .stripLeading()
            .toLowerCase(Locale.ROOT);
    if (text.startsWith("<!doctype html") || text.startsWith("<html") || text.startsWith("<head")) {
      return "an HTML page";
    }
    if (text.startsWith("<?xml")) {
      return text.contains("<html")
          ? "an HTML page"
          : text.contains("urn:schemas-microsoft-com:office:spreadsheet")
              ? "an XML workbook"
              : "an XML document";
    }
    return text.matches("(?s)(?:\\{\\s*\"|\\[\\s*\\{).*") ? "a JSON document" : "";
  }
}
