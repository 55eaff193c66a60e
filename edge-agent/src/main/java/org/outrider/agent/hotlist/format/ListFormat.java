package org.outrider.agent.hotlist.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.base.toml.TomlDocument;
import org.outrider.agent.base.toml.TomlDocument.Section;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.people.iam.Classification;

/**
 * The layout of one source's files, as its TOML template says.
 *
 * @param name by which it is asked for
 * @param title for people
 * @param isFixed whether fields stand at fixed places; else they are delimited
 * @param delimiter of columns; a blank stands for any run of blanks
 * @param headerLines how many lines come before the records
 * @param headerPattern what the first of them must look like
 * @param hasNames whether the header names the columns
 * @param trailer of the last line; its first group is the number of records
 * @param calibration text of a record that is no vehicle but shows that the list is read right
 * @param fields where what stands
 * @param codes of the source, by the category each means
 * @param otherwise category of a record whose code is not among them; null refuses it
 * @param dates how a date is written
 * @param datePattern the same, as the template writes it
 * @param skip plates that are none
 * @param isHeaderOptional whether the header lines may be missing; the first line tells
 * @param ignore lines that are neither records nor errors, such as a terminal's prompts
 * @param record of a layout without columns: its named groups are the fields
 * @param state of every plate, where no field says it
 * @param zone whose midnights begin and end days; null where the template leaves it to the release
 */
public record ListFormat(
    String name,
    String title,
    Classification classification,
    boolean isFixed,
    char delimiter,
    Charset charset,
    int headerLines,
    @Nullable Pattern headerPattern,
    boolean hasNames,
    @Nullable Pattern trailer,
    @Nullable Pattern calibration,
    Map<ListField, Slice> fields,
    Map<String, Category> codes,
    @Nullable Category otherwise,
    DateTimeFormatter dates,
    String datePattern,
    Set<String> skip,
    boolean isHeaderOptional,
    @Nullable Pattern ignore,
    @Nullable Pattern record,
    String state,
    @Nullable ZoneId zone) {

  /** The templates that ship, by name. */
  public static final List<String> SHIPPED =
      List.of(
          "generic",
          "ncic",
          "ncic-wa",
          "ca-doj-svs",
          "ca-doj-sfr",
          "ca-doj-slr",
          "tx-tcic",
          "tx-ncic",
          "mn-ncic",
          "ny",
          "co",
          "fl",
          "oh-leads",
          "ct-collect",
          "autovu",
          "boss",
          "vigilant",
          "openalpr",
          "nj",
          "il-leads",
          "il-sos",
          "ks",
          "ks-topeka",
          "wa-stolen",
          "ga",
          "al",
          "ia",
          "nc",
          "mi");

  private static final Set<String> KEYS =
      Set.of(
          "title",
          "kind",
          "delimiter",
          "charset",
          "classification",
          "dates",
          "skip",
          "calibration",
          "header",
          "trailer",
          "fields",
          "codes",
          "otherwise",
          "ignore",
          "record",
          "state",
          "zone");

  public ListFormat {
    fields = Collections.unmodifiableMap(new EnumMap<>(fields));
    codes = Map.copyOf(codes);
    skip = Set.copyOf(skip);
  }

  /**
   * A shipped template.
   *
   * @throws ConfigException when there is none of this name
   */
  public static ListFormat shipped(String name) throws ConfigException {
    try (InputStream in = ListFormat.class.getResourceAsStream(name + ".toml")) {
      if (in == null || !SHIPPED.contains(name)) {
        TomlDocument none = TomlDocument.parse("format " + name, "");
        none.problem("unknown, expected any of " + new TreeSet<>(SHIPPED) + " or a .toml file");
        none.check();
        throw new IllegalStateException("a problem was added");
      }
      return parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException("resource " + name + ".toml", e);
    }
  }

  /**
   * Reads a template.
   *
   * @throws ConfigException listing every problem
   */
  public static ListFormat parse(String name, String text) throws ConfigException {
    TomlDocument toml = TomlDocument.parse("format " + name, text);
    Section root = toml.root(KEYS);
    String kind = root.oneOf("kind", null, Set.of("fixed", "delimited", "pattern"));
    boolean fixed = kind.equals("fixed");
    String delimiter = root.has("delimiter") ? delimiter(root) : ",";
    Section header = toml.section("header", Set.of("lines", "pattern", "names", "optional"));
    Section trailer = toml.section("trailer", Set.of("pattern"));
    boolean names = header.yes("names", false);
    ListFormat format =
        new ListFormat(
            name,
            root.text("title", null),
            Classification.valueOf(
                root.oneOf("classification", "local", Set.of("local", "state", "ncic"))
                    .toUpperCase(Locale.ROOT)),
            fixed,
            delimiter.charAt(0),
            root.oneOf("charset", "UTF-8", Set.of("UTF-8", "ISO-8859-1", "US-ASCII"))
                    .equals("UTF-8")
                ? StandardCharsets.UTF_8
                : StandardCharsets.ISO_8859_1,
            header.whole("lines", names ? 1 : 0, 0, 10),
            pattern(header, "pattern"),
            names,
            pattern(trailer, "pattern"),
            pattern(root, "calibration"),
            fields(toml.section("fields", lower(ListField.values())), fixed),
            codes(root.table("codes")),
            root.has("otherwise") ? category(root, "otherwise") : null,
            dates(root),
            root.text("dates", "yyyyMMdd"),
            Set.copyOf(root.texts("skip", List.of("0", "00", "000", "190", "NONE", "UNKNOWN"))),
            header.yes("optional", false),
            pattern(root, "ignore"),
            kind.equals("pattern") ? pattern(root, "record") : null,
            root.text("state", ""),
            zone(root));
    groups(toml, format, kind);
    if (!format.fields().containsKey(ListField.PLATE)) {
      toml.problem("fields.plate: expected where the plate stands");
    }
    toml.check();
    return format;
  }

  /** The same format with days of another zone. */
  public ListFormat in(ZoneId other) {
    return new ListFormat(
        name,
        title,
        classification,
        isFixed,
        delimiter,
        charset,
        headerLines,
        headerPattern,
        hasNames,
        trailer,
        calibration,
        fields,
        codes,
        otherwise,
        dates,
        datePattern,
        skip,
        isHeaderOptional,
        ignore,
        record,
        state,
        other);
  }

  private static @Nullable ZoneId zone(Section root) {
    String text = root.maybe("zone", "a time zone such as America/New_York").orElse("");
    if (text.isEmpty()) {
      return null;
    }
    try {
      return ZoneId.of(text);
    } catch (DateTimeException e) {
      root.problem("zone", text, "a time zone such as America/New_York");
      return null;
    }
  }

  /** What a template of one's own is called in a release: its file name in plain letters. */
  public static String nameOf(Path file) {
    String bare =
        String.valueOf(file.getFileName())
            .replaceFirst("\\.toml$", "")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9-]+", "-")
            .replaceFirst("^-+", "");
    String name = bare.isEmpty() ? "own" : bare.substring(0, Math.min(24, bare.length()));
    return SHIPPED.contains(name) ? name + "-own" : name;
  }

  private static void groups(TomlDocument toml, ListFormat format, String kind) {
    @Nullable Pattern record = format.record();
    if (record == null) {
      if (kind.equals("pattern")) {
        toml.problem("record: (missing), expected a regular expression with named groups");
      }
      return;
    }
    for (Slice slice : format.fields().values()) {
      if (!record.namedGroups().containsKey(slice.column())) {
        toml.problem(
            "fields: \"%s\" is no group of record, expected any of %s"
                .formatted(slice.column(), new TreeSet<>(record.namedGroups().keySet())));
      }
    }
  }

  private static String delimiter(Section root) {
    String d = root.oneOf("delimiter", null, Set.of(",", ";", ":", "tab", "|", "blanks"));
    return switch (d) {
      case "tab" -> "\t";
      case "blanks" -> " ";
      case "" -> ",";
      default -> d;
    };
  }

  private static Set<String> lower(ListField[] fields) {
    Set<String> out = new TreeSet<>();
    for (ListField f : fields) {
      out.add(f.name().toLowerCase(Locale.ROOT));
    }
    return out;
  }

  private static @Nullable Pattern pattern(Section section, String key) {
    Optional<String> text = section.maybe(key, "a regular expression");
    if (text.isEmpty()) {
      return null;
    }
    try {
      return Pattern.compile(text.get());
    } catch (PatternSyntaxException e) {
      section.problem(key, text.get(), "a regular expression: " + e.getDescription());
      return null;
    }
  }

  private static Map<ListField, Slice> fields(Section section, boolean fixed) {
    Map<ListField, Slice> out = new EnumMap<>(ListField.class);
    for (String key : section.keys()) {
      try {
        out.put(
            ListField.valueOf(key.toUpperCase(Locale.ROOT)),
            Slice.parse(section.text(key, null), fixed));
      } catch (IllegalArgumentException e) {
        section.problem(key, String.valueOf(e.getMessage()));
      }
    }
    return out;
  }

  private static Map<String, Category> codes(Section section) {
    Map<String, Category> out = new HashMap<>();
    for (String key : section.keys()) {
      @Nullable Category category = category(section, key);
      if (category != null) {
        out.put(key.toUpperCase(Locale.ROOT), category);
      }
    }
    return out;
  }

  private static @Nullable Category category(Section section, String key) {
    try {
      return Category.of(section.text(key, null));
    } catch (IllegalArgumentException e) {
      section.problem(key, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private static DateTimeFormatter dates(Section root) {
    String pattern = root.text("dates", "yyyyMMdd");
    try {
      return DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
    } catch (IllegalArgumentException e) {
      root.problem("dates", pattern, "a date pattern such as yyyyMMdd");
      return DateTimeFormatter.BASIC_ISO_DATE;
    }
  }

  /** What a code of the source means; null when the record is to be refused. */
  @Nullable Category category(String code) {
    @Nullable Category known = known(code);
    return known == null ? otherwise : known;
  }

  /** Whether the template, or the names of our categories, know a code. */
  boolean isKnown(String code) {
    return known(code) != null;
  }

  private @Nullable Category known(String code) {
    String upper = code.toUpperCase(Locale.ROOT);
    @Nullable Category exact = codes.get(upper);
    if (exact != null) {
      return exact;
    }
    if (codes.isEmpty()) {
      try {
        return code.isEmpty() ? null : Category.of(code);
      } catch (IllegalArgumentException e) {
        return null;
      }
    }
    String best = "";
    for (String key : codes.keySet()) {
      if (key.length() > best.length() && key.indexOf('*') >= 0 && fits(key, 0, upper, 0)) {
        best = key;
      }
    }
    return best.isEmpty() ? null : codes.get(best);
  }

  /** A code with {@code *} for any text, {@code ?} for a character and {@code #} for a digit. */
  private static boolean fits(String key, int k, String code, int c) {
    if (k == key.length()) {
      return c == code.length();
    }
    if (key.charAt(k) == '*') {
      for (int i = c; i <= code.length(); i++) {
        if (fits(key, k + 1, code, i)) {
          return true;
        }
      }
      return false;
    }
    if (c == code.length()) {
      return false;
    }
    char sign = key.charAt(k);
    boolean isHere =
        sign == '?' || (sign == '#' ? Character.isDigit(code.charAt(c)) : sign == code.charAt(c));
    return isHere && fits(key, k + 1, code, c + 1);
  }

  /** What the column of a field is called; empty where the format has none. */
  String columnOf(ListField field) {
    @Nullable Slice slice = fields.get(field);
    return slice == null ? "" : slice.column();
  }

  /** All codes that have a meaning, for messages. */
  List<String> knownCodes() {
    return codes.isEmpty()
        ? Stream.of(Category.values()).map(c -> c.name().toLowerCase(Locale.ROOT)).toList()
        : List.copyOf(new TreeSet<>(codes.keySet()));
  }
}
