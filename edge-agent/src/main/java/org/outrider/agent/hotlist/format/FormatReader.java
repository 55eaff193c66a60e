package org.outrider.agent.hotlist.format;

import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.Counted;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.ListedVehicle;

/**
 * Reads a list file line by line by its template. A line that does not fit is told to the listener
 * and left out; a header, trailer or count that does not fit refuses the file.
 */
public final class FormatReader {
  private static final int LONGEST_LINE = 4096;
  private static final int MOST_LINES = 64;

  /** DOS's end of a text file, and padding. */
  private static final char END_OF_FILE = '\u001A';

  private static final int DEFAULT_PRIORITY = 50;

  /** Words by which lists name the end of an entry. */
  private static final Pattern END =
      Pattern.compile("expir|valid.?(?:to|until|thru|through)|end.?date|until|date.?end|purge");

  private final ListFormat format;
  private final Listener listener;
  private final Map<ListField, Integer> columns = new EnumMap<>(ListField.class);
  private final List<String> cells = new ArrayList<>();
  private long records;
  private int named;
  private boolean hasCalibration;
  private boolean isEmptyAllowed;
  private final Deque<Line> ahead = new ArrayDeque<>();
  private long lineNumber;

  /** One line of the file. */
  private record Line(long number, String text, boolean isFallback, boolean hasBreak) {}

  /** Told what is in a file, in order. */
  public interface Listener {
    /** A record. */
    void row(ListRow row) throws IOException, HotListException;

    /** A line that is no record, and why. */
    void bad(long line, String problem) throws HotListException;

    /**
     * What the header names: columns without a field of the template, and columns of the template
     * that it lacks.
     *
     * @param renamedEnd a column that looks like the end of an entry although the template's own
     *     column for it is absent; null when there is none
     */
    default void columns(List<String> unmapped, List<String> absent, @Nullable String renamedEnd)
        throws HotListException {}

    /** A line that was not in the encoding of the file and was read as windows-1252. */
    default void decoded(long line) {}

    /** A record whose code the template does not know, taken by its {@code otherwise}. */
    default void otherwise(long line, String code, Category category) {}

    /** A plate that is kept although it looks odd. */
    default void odd(long line, String what) {}
  }

  public FormatReader(ListFormat format, Listener listener) {
    this.format = format;
    this.listener = listener;
  }

  /** Accepts a file without a single record: somebody who may says that the list is empty. */
  public FormatReader allowEmpty() {
    isEmptyAllowed = true;
    return this;
  }

  /**
   * Reads a whole file.
   *
   * @throws HotListException when it is not of this format, or cut short
   */
  public void read(InputStream in) throws IOException, HotListException {
    ListText reader = ListText.open(in, format.charset(), LONGEST_LINE);
    header(reader);
    long told = -1;
    @Nullable Line line;
    while ((line = nextLine(reader)) != null) {
      if (isNothing(line.text())) {
        continue;
      }
      if (told >= 0) {
        throw new HotListException(
            "line " + line.number() + ": a line after the trailer, expected the end of the file");
      }
      if (format.trailer() != null) {
        Matcher m = format.trailer().matcher(line.text());
        if (m.find()) {
          told = Long.parseLong(m.group(1));
          continue;
        }
      }
      if (format.ignore() != null && format.ignore().matcher(line.text()).find()) {
        continue;
      }
      records++;
      record(reader, line);
    }
    if (format.trailer() != null && told < 0) {
      throw new HotListException(
          "line %d: the file ends without its trailer (%s): it was cut short"
              .formatted(lineNumber, format.trailer()));
    }
    if (told >= 0 && told != records) {
      throw new HotListException(
          "trailer: %s, counted %d: records are missing"
              .formatted(Counted.of(told, "record"), records));
    }
    if (records == 0 && !isEmptyAllowed) {
      throw new HotListException(
          "no record in it, expected at least one (or --expect-rows 0 for a list that ends)");
    }
    if (format.calibration() != null && !hasCalibration) {
      throw new HotListException(
          "no calibration record (%s): not the list it should be".formatted(format.calibration()));
    }
  }

  private @Nullable Line nextLine(ListText reader) throws IOException {
    @Nullable Line waiting = ahead.poll();
    return waiting == null ? freshLine(reader) : waiting;
  }

  private @Nullable Line freshLine(ListText reader) throws IOException {
    @Nullable String text = reader.next();
    if (text == null) {
      return null;
    }
    lineNumber++;
    boolean hasBreak = reader.hasBreak();
    int end = text.length();
    while (!hasBreak
        && end > 0
        && (text.charAt(end - 1) == 0 || text.charAt(end - 1) == END_OF_FILE)) {
      end--;
    }
    return new Line(
        lineNumber, text.substring(0, end), reader.isFallback(), hasBreak || end < text.length());
  }

  /** Blank, padding, or the delimiters of an empty row. */
  private boolean isNothing(String line) {
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (!Character.isWhitespace(c)
          && c != 0
          && c != END_OF_FILE
          && (format.isFixed() || c != format.delimiter())) {
        return false;
      }
    }
    return true;
  }

  /** How many lines were records, good and bad. */
  public long records() {
    return records;
  }

  private void header(ListText reader) throws IOException, HotListException {
    for (int i = 0; i < format.headerLines(); i++) {
      @Nullable Line line = nextLine(reader);
      if (line == null) {
        if (isEmptyAllowed && format.isHeaderOptional()) {
          break;
        }
        throw new HotListException("empty, expected a header line");
      }
      if (i == 0
          && format.headerPattern() != null
          && !format.headerPattern().matcher(line.text()).find()) {
        throw new HotListException(
            "line 1: \"%s\", expected a header such as %s"
                .formatted(shown(line.text()), format.headerPattern()));
      }
      if (format.isHeaderOptional()) {
        columnsByNumber();
        if (isRecord(line.text())) {
          ahead.addFirst(line);
          break;
        }
      }
      if (i == 0 && format.hasNames()) {
        names(line.text());
      }
    }
    if (!format.hasNames()) {
      columnsByNumber();
    }
  }

  private void columnsByNumber() {
    if (!format.isFixed() && !format.hasNames()) {
      format.fields().forEach((field, slice) -> columns.put(field, slice.from()));
    }
  }

  /** What of a line may be shown on a terminal. */
  private static String shown(String line) {
    return line.substring(0, Math.min(60, line.length())).replaceAll("\\p{Cntrl}", "?");
  }

  /** Tells the first record from a header line whose words happen to fill the columns. */
  private boolean isRecord(String line) {
    if (format.trailer() != null && format.trailer().matcher(line).find()) {
      return true;
    }
    if (format.calibration() != null && format.calibration().matcher(line).find()) {
      return true;
    }
    if (!cells(line)) {
      return false;
    }
    String plate = field(ListField.PLATE, line);
    boolean isClean = !plate.isEmpty() && plate.indexOf(' ') < 0;
    String state = field(ListField.STATE, line);
    boolean hasState = States.iso(state) != null;
    boolean hasCode = format.isKnown(field(ListField.CODE, line));
    if (hasState) {
      return hasCode || isClean;
    }
    // A short header line can hold a letter that is a code: at fixed places the state must be
    // there.
    return hasCode && isClean && (!format.isFixed() || !state.isEmpty());
  }

  private void names(String line) throws HotListException {
    split(line);
    while (!cells.isEmpty() && cells.getLast().isBlank()) {
      cells.removeLast();
    }
    named = cells.size();
    List<String> found = cells.stream().map(c -> c.strip().toLowerCase(Locale.ROOT)).toList();
    Set<Integer> used = new HashSet<>();
    List<String> absent = new ArrayList<>();
    for (Map.Entry<ListField, Slice> e : format.fields().entrySet()) {
      int at = found.indexOf(e.getValue().column().toLowerCase(Locale.ROOT));
      columns.put(e.getKey(), at);
      if (at < 0) {
        absent.add(e.getValue().column());
      } else {
        used.add(at);
      }
    }
    if (columns.getOrDefault(ListField.PLATE, -1) < 0) {
      throw new HotListException(
          "line 1: columns %s, expected \"%s\" among them"
              .formatted(shown(found.toString()), format.columnOf(ListField.PLATE)));
    }
    List<String> unmapped = new ArrayList<>();
    @Nullable String renamedEnd = null;
    boolean lacksEnd =
        format.fields().containsKey(ListField.EXPIRES)
            && columns.getOrDefault(ListField.EXPIRES, -1) < 0;
    for (int i = 0; i < found.size(); i++) {
      if (!used.contains(i) && !found.get(i).isEmpty()) {
        unmapped.add(cells.get(i).strip());
        if (lacksEnd && renamedEnd == null && END.matcher(found.get(i)).find()) {
          renamedEnd = cells.get(i).strip();
        }
      }
    }
    listener.columns(unmapped, absent, renamedEnd);
  }

  /** Fills {@link #cells}; false when the line does not fit a pattern layout. */
  private boolean cells(String line) {
    if (format.record() != null) {
      Matcher m = format.record().matcher(line);
      if (!m.matches()) {
        return false;
      }
      cells.clear();
      for (Map.Entry<ListField, Slice> e : format.fields().entrySet()) {
        @Nullable String group = m.group(e.getValue().column());
        columns.put(e.getKey(), cells.size());
        cells.add(group == null ? "" : group);
      }
    } else if (!format.isFixed()) {
      split(line);
    }
    return true;
  }

  private void record(ListText reader, Line first) throws IOException, HotListException {
    if (format.calibration() != null && format.calibration().matcher(first.text()).find()) {
      hasCalibration = true;
      return;
    }
    long number = first.number();
    if (first.isFallback()) {
      listener.decoded(number);
    }
    @Nullable Line line = whole(reader, first);
    if (line == null) {
      listener.bad(number, "a quote that is opened and never closed");
      return;
    }
    String text = line.text();
    if (text.length() >= LONGEST_LINE) {
      listener.bad(number, "longer than " + LONGEST_LINE + " characters");
      return;
    }
    if (text.indexOf('\0') >= 0 || text.indexOf(END_OF_FILE) >= 0) {
      listener.bad(
          number,
          "%s in the line, expected text"
              .formatted(text.indexOf('\0') >= 0 ? "NUL bytes" : "Ctrl-Z"));
      return;
    }
    if (!cells(text)) {
      listener.bad(number, "does not fit the layout of a record");
      return;
    }
    if (format.hasNames()) {
      while (cells.size() > named && cells.getLast().isBlank()) {
        cells.removeLast();
      }
      if (cells.size() > named) {
        listener.bad(
            number,
            Counted.of(cells.size(), "field") + ", expected " + named + " as in the header");
        return;
      }
      if (cells.size() < named && !line.hasBreak()) {
        listener.bad(
            number,
            "%s, expected %d as in the header: the file was cut short"
                .formatted(Counted.of(cells.size(), "field"), named));
        return;
      }
    }
    try {
      listener.row(row(number, text));
    } catch (IllegalArgumentException | DateTimeException e) {
      listener.bad(number, String.valueOf(e.getMessage()));
    }
  }

  /** The record that starts on a line, joined over the line breaks in its quotes (RFC 4180). */
  private @Nullable Line whole(ListText reader, Line first) throws IOException {
    if (format.isFixed() || format.record() != null || format.delimiter() == ' ') {
      return first;
    }
    if (!isOpen(first.text(), false)) {
      return first;
    }
    List<Line> taken = new ArrayList<>();
    StringBuilder text = new StringBuilder(first.text());
    while (taken.size() < MOST_LINES && text.length() < LONGEST_LINE) {
      @Nullable Line more = nextLine(reader);
      if (more == null) {
        break;
      }
      taken.add(more);
      text.append('\n').append(more.text());
      if (!isOpen(text.toString(), true)) {
        return new Line(first.number(), text.toString(), false, more.hasBreak());
      }
    }
    // Nothing closes it: only this line is damaged, the others are records of their own.
    taken.reversed().forEach(ahead::addFirst);
    return null;
  }

  /**
   * Whether a quoted cell is still open at the end.
   *
   * @param isStrict whether text behind a closing quote counts as a quote that is not closed
   */
  private boolean isOpen(String line, boolean isStrict) {
    char delimiter = format.delimiter();
    int i = 0;
    while (i < line.length()) {
      if (line.charAt(i) != '"') {
        int end = line.indexOf(delimiter, i);
        if (end < 0) {
          return false;
        }
        i = end + 1;
        continue;
      }
      int close = i + 1;
      while (close < line.length()) {
        if (line.charAt(close) != '"') {
          close++;
        } else if (close + 1 < line.length() && line.charAt(close + 1) == '"') {
          close += 2;
        } else {
          break;
        }
      }
      if (close >= line.length()) {
        return true;
      }
      boolean isClean = close + 1 >= line.length() || line.charAt(close + 1) == delimiter;
      if (isStrict && !isClean) {
        return true;
      }
      int end = line.indexOf(delimiter, close);
      if (end < 0) {
        return false;
      }
      i = end + 1;
    }
    return false;
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
      PlateCell.check(plate, format.skip());
    }
    String state =
        format.fields().containsKey(ListField.STATE)
            ? field(ListField.STATE, line)
            : format.state();
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
    ListRow row =
        new ListRow(
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
    if (format.fields().containsKey(ListField.CODE)
        && op != ListRow.Op.DELETE
        && !format.isKnown(code)) {
      listener.otherwise(number, code, category);
    }
    if (PlateCell.isNumberLike(plate)) {
      listener.odd(number, "a plate that a spreadsheet reads as a number; check it at the source");
    }
    return row;
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

  /** A day means its beginning, as an expiry its end, in the zone of the format, else in UTC. */
  private @Nullable Instant instant(String what, String text, boolean isEnd) {
    if (text.isEmpty() || text.chars().allMatch(c -> c == '0' || c == ' ')) {
      return null;
    }
    try {
      if (text.indexOf('T') > 0) {
        return Instant.parse(text);
      }
      LocalDate day = LocalDate.parse(text, format.dates());
      ZoneId zone = format.zone() == null ? ZoneOffset.UTC : format.zone();
      return (isEnd ? day.plusDays(1) : day).atStartOfDay(zone).toInstant();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "%s \"%s\", expected a date %s or a time such as 2027-01-31T00:00:00Z"
              .formatted(what, text, format.datePattern()),
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
