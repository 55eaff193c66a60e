package org.outrider.agent.hotlist.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.ListedVehicle;
import org.outrider.agent.hotlist.PlatePattern;

/**
 * Reads a list file line by line by its template. A line that does not fit is told to the listener
 * and left out; a header, trailer or count that does not fit refuses the file.
 */
public final class FormatReader {
  private static final int LONGEST_LINE = 4096;
  private static final int LONGEST_PLATE = 15;
  private static final int DEFAULT_PRIORITY = 50;

  private final ListFormat format;
  private final Listener listener;
  private final Map<ListField, Integer> columns = new EnumMap<>(ListField.class);
  private final List<String> cells = new ArrayList<>();
  private long records;
  private int named;
  private boolean hasCalibration;

  /** Told what is in a file, in order. */
  public interface Listener {
    /** A record. */
    void row(ListRow row) throws IOException, HotListException;

    /** A line that is no record, and why. */
    void bad(long line, String problem) throws HotListException;
  }

  public FormatReader(ListFormat format, Listener listener) {
    this.format = format;
    this.listener = listener;
  }

  /**
   * Reads a whole file.
   *
   * @throws HotListException when it is not of this format, or cut short
   */
  public void read(InputStream in) throws IOException, HotListException {
    CharsetDecoder decoder =
        format
            .charset()
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    LineReader reader = new LineReader(new InputStreamReader(in, decoder), LONGEST_LINE);
    long number = header(reader);
    long told = -1;
    @Nullable String line;
    while ((line = reader.next()) != null) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      if (told >= 0) {
        throw new HotListException(
            "line " + number + ": a line after the trailer, expected the end of the file");
      }
      if (format.trailer() != null) {
        Matcher m = format.trailer().matcher(line);
        if (m.find()) {
          told = Long.parseLong(m.group(1));
          continue;
        }
      }
      records++;
      record(number, line);
    }
    if (format.trailer() != null && told < 0) {
      throw new HotListException(
          "line %d: the file ends without its trailer (%s): it was cut short"
              .formatted(number, format.trailer()));
    }
    if (told >= 0 && told != records) {
      throw new HotListException(
          "trailer: %d records, counted %d: records are missing".formatted(told, records));
    }
    if (records == 0) {
      throw new HotListException("no record in it, expected at least one");
    }
    if (format.calibration() != null && !hasCalibration) {
      throw new HotListException(
          "no calibration record (%s): not the list it should be".formatted(format.calibration()));
    }
  }

  /** How many lines were records, good and bad. */
  public long records() {
    return records;
  }

  private long header(LineReader reader) throws IOException, HotListException {
    for (int i = 0; i < format.headerLines(); i++) {
      @Nullable String line = reader.next();
      if (line == null) {
        throw new HotListException("empty, expected a header line");
      }
      if (i == 0
          && format.headerPattern() != null
          && !format.headerPattern().matcher(line).find()) {
        throw new HotListException(
            "line 1: \"%s\", expected a header such as %s"
                .formatted(line.substring(0, Math.min(60, line.length())), format.headerPattern()));
      }
      if (i == 0 && format.hasNames()) {
        names(line);
      }
    }
    if (!format.isFixed() && !format.hasNames()) {
      format.fields().forEach((field, slice) -> columns.put(field, slice.from()));
    }
    return format.headerLines();
  }

  private void names(String line) throws HotListException {
    split(line.startsWith("\uFEFF") ? line.substring(1) : line);
    named = cells.size();
    List<String> found = cells.stream().map(c -> c.strip().toLowerCase(Locale.ROOT)).toList();
    for (Map.Entry<ListField, Slice> e : format.fields().entrySet()) {
      columns.put(e.getKey(), found.indexOf(e.getValue().column().toLowerCase(Locale.ROOT)));
    }
    if (columns.getOrDefault(ListField.PLATE, -1) < 0) {
      throw new HotListException(
          "line 1: columns %s, expected \"%s\" among them"
              .formatted(found, format.columnOf(ListField.PLATE)));
    }
  }

  private void record(long number, String line) throws IOException, HotListException {
    if (format.calibration() != null && format.calibration().matcher(line).find()) {
      hasCalibration = true;
      return;
    }
    if (line.length() >= LONGEST_LINE) {
      listener.bad(number, "longer than " + LONGEST_LINE + " characters");
      return;
    }
    if (!format.isFixed()) {
      split(line);
      if (format.hasNames() && cells.size() != named) {
        listener.bad(number, cells.size() + " fields, expected " + named + " as in the header");
        return;
      }
    }
    try {
      listener.row(row(number, line));
    } catch (IllegalArgumentException | DateTimeException e) {
      listener.bad(number, String.valueOf(e.getMessage()));
    }
  }

  private String field(ListField field, String line) {
    @Nullable Slice slice = format.fields().get(field);
    if (slice == null) {
      return "";
    }
    return format.isFixed() ? slice.of(line) : slice.of(cells, columns.getOrDefault(field, -1));
  }

  private ListRow row(long number, String line) {
    String plate = field(ListField.PLATE, line);
    ListRow.Op op = op(field(ListField.OP, line));
    if (op != ListRow.Op.DELETE) {
      checkPlate(plate);
    }
    String state = field(ListField.STATE, line);
    String code = field(ListField.CODE, line);
    @Nullable Category category = format.category(code);
    if (category == null && op == ListRow.Op.DELETE) {
      category = Category.OTHER;
    }
    if (category == null) {
      throw new IllegalArgumentException(
          "code \"%s\", expected any of %s".formatted(code, format.knownCodes()));
    }
    String id = field(ListField.RECORD_ID, line);
    return new ListRow(
        number,
        id.isEmpty() ? "line-" + number : id,
        plate,
        States.iso(state),
        state,
        code,
        category,
        priority(field(ListField.PRIORITY, line)),
        new ListedVehicle(
            field(ListField.VEHICLE_YEAR, line),
            field(ListField.MAKE, line),
            field(ListField.MODEL, line),
            field(ListField.STYLE, line),
            field(ListField.COLOR, line),
            field(ListField.DESCRIPTION, line)),
        field(ListField.INSTRUCTIONS, line),
        instant("effective", field(ListField.EFFECTIVE, line), false),
        instant("expires", field(ListField.EXPIRES, line), true),
        op);
  }

  private static ListRow.Op op(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "", "add" -> ListRow.Op.ADD;
      case "update" -> ListRow.Op.UPDATE;
      case "delete" -> ListRow.Op.DELETE;
      default ->
          throw new IllegalArgumentException("op \"" + text + "\", expected add, update or delete");
    };
  }

  private void checkPlate(String plate) {
    int known = 0;
    for (int i = 0; i < plate.length(); i++) {
      if (Character.isLetterOrDigit(plate.charAt(i))) {
        known++;
      }
    }
    if (known < 2 && !PlatePattern.isPattern(plate)) {
      throw new IllegalArgumentException(
          "plate of %d characters, expected 2 to 15".formatted(known));
    }
    if (known > LONGEST_PLATE) {
      throw new IllegalArgumentException(
          "plate of %d characters, expected 2 to 15".formatted(known));
    }
    if (format.skip().contains(plate.toUpperCase(Locale.ROOT))) {
      throw new IllegalArgumentException("a filler and no plate");
    }
  }

  private static int priority(String text) {
    if (text.isEmpty()) {
      return DEFAULT_PRIORITY;
    }
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "high", "red" -> 10;
      case "medium", "orange" -> 50;
      case "low", "yellow" -> 80;
      default -> {
        if (text.matches("\\d{1,3}") && Integer.parseInt(text) <= 100) {
          yield Integer.parseInt(text);
        }
        throw new IllegalArgumentException("priority \"" + text + "\", expected 0 to 100");
      }
    };
  }

  /** A day means its beginning, as an expiry its end (UTC). */
  private @Nullable Instant instant(String what, String text, boolean isEnd) {
    if (text.isEmpty() || text.chars().allMatch(c -> c == '0' || c == ' ')) {
      return null;
    }
    try {
      if (text.indexOf('T') > 0) {
        return Instant.parse(text);
      }
      LocalDate day = LocalDate.parse(text, format.dates());
      return (isEnd ? day.plusDays(1) : day).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "%s \"%s\", expected a date %s or a time such as 2027-01-31T00:00:00Z"
              .formatted(what, text, format.dates()),
          e);
    }
  }

  /** Columns of a line into {@link #cells}; quotes as in RFC 4180. */
  private void split(String line) {
    cells.clear();
    char delimiter = format.delimiter();
    if (delimiter == ' ') {
      for (String word : line.strip().split("\\s+")) {
        cells.add(word);
      }
      return;
    }
    int start = 0;
    int n = line.length();
    while (start <= n) {
      if (start < n && line.charAt(start) == '"') {
        start = quoted(line, start, delimiter);
        continue;
      }
      int end = line.indexOf(delimiter, start);
      if (end < 0) {
        end = n;
      }
      cells.add(line.substring(start, end));
      start = end + 1;
    }
  }

  private int quoted(String line, int start, char delimiter) {
    StringBuilder cell = new StringBuilder();
    int i = start + 1;
    while (i < line.length()) {
      char c = line.charAt(i);
      if (c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        cell.append('"');
        i += 2;
      } else if (c == '"') {
        i++;
        break;
      } else {
        cell.append(c);
        i++;
      }
    }
    int end = line.indexOf(delimiter, i);
    if (end < 0) {
      end = line.length();
    }
    cell.append(line, Math.min(i, end), end);
    cells.add(cell.toString());
    return end + 1;
  }
}
