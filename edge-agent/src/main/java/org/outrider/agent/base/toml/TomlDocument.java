package org.outrider.agent.base.toml;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.text.NearWord;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * A TOML text read strictly: unknown keys and values out of range are problems, and all of them are
 * listed at once with line, key, value and expectation. Not safe for several threads.
 */
public final class TomlDocument {
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9_.-]{0,31}";

  private final String source;
  private final TomlTable root;
  private final List<Problem> problems = new ArrayList<>();

  /**
   * One problem.
   *
   * @param line where it shows, from 1; 0 where no line does
   */
  private record Problem(int line, String text) {
    @Override
    public String toString() {
      return line == 0 ? text : "line " + line + ": " + text;
    }
  }

  private TomlDocument(String source, TomlTable root) {
    this.source = source;
    this.root = root;
  }

  /** The text of a file. */
  public static String text(Path file) throws ConfigException {
    return TomlText.read(file);
  }

  /**
   * Parses a text.
   *
   * @param source what the text is called in messages
   * @throws ConfigException when it is not TOML
   */
  public static TomlDocument parse(String source, String text) throws ConfigException {
    TomlParseResult toml = Toml.parse(text);
    if (toml.hasErrors()) {
      List<String> errors = new ArrayList<>();
      for (TomlParseError e : toml.errors()) {
        errors.add("line " + e.position().line() + ": " + e.getMessage());
      }
      throw new ConfigException(source, errors);
    }
    return new TomlDocument(source, toml);
  }

  /** The keys that stand in no section. */
  public Section root(Set<String> keys) {
    Section section = new Section(root, "", 0);
    section.known(keys);
    return section;
  }

  /** A section {@code [name]}; a missing one has only defaults. */
  public Section section(String name, Set<String> keys) {
    return new Section(root, "", 0).section(name, keys);
  }

  /** All sections {@code [[name]]}, in order. */
  public List<Section> sections(String name, Set<String> keys) {
    return new Section(root, "", 0).sections(name, keys);
  }

  public boolean contains(String section) {
    return root.contains(section);
  }

  /** Adds a problem that several keys make together. */
  public void problem(String text) {
    problems.add(new Problem(0, text));
  }

  /** Line of a key of a section, from 1: the section's own where the key is not there, else 0. */
  public int line(String section, String key) {
    return line(root.getTable(List.of(section)), position(root, section), key);
  }

  /** Line of a key in one of the sections of a repeated name, from 1; 0 where there is none. */
  public int line(String section, int index, String key) {
    @Nullable TomlArray all =
        root.isArray(List.of(section)) ? root.getArray(List.of(section)) : null;
    return all != null && index < all.size() && all.get(index) instanceof TomlTable table
        ? line(table, position(all, index), key)
        : 0;
  }

  private static int line(@Nullable TomlTable table, int otherwise, String key) {
    int line = table == null ? 0 : position(table, key);
    return line == 0 ? otherwise : line;
  }

  private static int position(TomlTable table, String key) {
    @Nullable TomlPosition position = table.inputPositionOf(List.of(key));
    return position == null ? 0 : position.line();
  }

  private static int position(TomlArray array, int index) {
    @Nullable TomlPosition position = array.inputPositionOf(index);
    return position == null ? 0 : position.line();
  }

  /**
   * To be called when everything was read. Problems come in the order of their lines, those of the
   * whole document last.
   *
   * @throws ConfigException when there was any problem
   */
  public void check() throws ConfigException {
    if (!problems.isEmpty()) {
      throw new ConfigException(
          source,
          problems.stream()
              .sorted(
                  Comparator.comparingInt(
                      (Problem p) -> p.line() == 0 ? Integer.MAX_VALUE : p.line()))
              .map(Problem::toString)
              .toList());
    }
  }

  /** One section. Each question names its key; what is wrong with the answer becomes a problem. */
  public final class Section {
    private final @Nullable TomlTable table;
    private final String name;
    private final int line;

    private Section(@Nullable TomlTable table, String name, int line) {
      this.table = table;
      this.name = name;
      this.line = line;
    }

    /** Line of a key, or of the section where the key is not there; 0 where neither is. */
    private int at(String key) {
      return TomlDocument.line(table, line, key);
    }

    private void add(String key, String text) {
      problems.add(new Problem(at(key), text));
    }

    private String path(String key, String separator) {
      return name.isEmpty() ? key : name + separator + key;
    }

    private void known(Set<String> keys) {
      if (table == null) {
        return;
      }
      for (String key : new TreeSet<>(table.keySet())) {
        if (!keys.contains(key)) {
          String near = NearWord.of(key, keys).map(w -> "; did you mean " + w + "?").orElse("");
          add(key, path(key, ".") + ": unknown key, expected any of " + new TreeSet<>(keys) + near);
        }
      }
    }

    /** A section inside this one. */
    public Section section(String key, Set<String> keys) {
      Section section = table(key);
      section.known(keys);
      return section;
    }

    /** A section whose keys are names of the user's own. */
    public Section table(String key) {
      if (table != null && table.contains(List.of(key)) && !table.isTable(List.of(key))) {
        add(key, path(key, ".") + ": expected a section [" + path(key, ".") + "]");
        return new Section(null, path(key, "."), at(key));
      }
      return new Section(
          table == null ? null : table.getTable(List.of(key)), path(key, "."), at(key));
    }

    /** The sections {@code [[key]]} inside this one. */
    public List<Section> sections(String key, Set<String> keys) {
      List<Section> out = new ArrayList<>();
      if (table == null || !table.contains(List.of(key))) {
        return out;
      }
      @Nullable TomlArray array = table.isArray(List.of(key)) ? table.getArray(List.of(key)) : null;
      for (int i = 0; array != null && i < array.size(); i++) {
        if (array.get(i) instanceof TomlTable inner) {
          Section section = new Section(inner, path(key, ".") + "[" + i + "]", position(array, i));
          section.known(keys);
          out.add(section);
        } else {
          array = null;
        }
      }
      if (array == null) {
        add(key, path(key, ".") + ": expected sections [[" + path(key, ".") + "]]");
      }
      return out;
    }

    /** The keys that are there, in the order of the text. */
    public List<String> keys() {
      return table == null ? List.of() : List.copyOf(table.keySet());
    }

    public boolean has(String key) {
      return value(key) != null;
    }

    /** Names a value that is not as expected. */
    public void problem(String key, @Nullable Object value, String expected) {
      add(
          key,
          "%s = %s, expected %s"
              .formatted(
                  path(key, "."),
                  value == null || value.equals("") ? "(missing)" : value,
                  expected));
    }

    /** Adds a message of another check under this key. */
    public void problem(String key, String message) {
      add(key, path(key, ".") + ": " + message);
    }

    private @Nullable Object value(String key) {
      return table == null ? null : table.get(List.of(key));
    }

    /** A text that is not blank; required when there is no default. */
    public String text(String key, @Nullable String otherwise) {
      @Nullable Object v = value(key);
      if (v instanceof String s && !s.isBlank()) {
        return s;
      }
      if (v == null && otherwise != null) {
        return otherwise;
      }
      problem(key, v, "a text");
      return "";
    }

    /** A short name without blanks. */
    public String name(String key, @Nullable String otherwise) {
      String s = text(key, otherwise);
      if (!s.isEmpty() && !s.matches(NAME)) {
        problem(key, s, "letters, digits, '_', '.', '-', at most 32");
      }
      return s;
    }

    /** A name; empty when the key is not there. */
    public Optional<String> nameOrNone(String key) {
      return maybe(key, "a name").map(given -> name(key, null));
    }

    public String oneOf(String key, @Nullable String otherwise, Set<String> allowed) {
      String s = text(key, otherwise);
      if (!s.isEmpty() && !allowed.contains(s)) {
        problem(key, s, "any of " + new TreeSet<>(allowed));
        return otherwise == null ? "" : otherwise;
      }
      return s;
    }

    /** A list of texts, each once. */
    public List<String> texts(String key, List<String> otherwise) {
      @Nullable Object v = value(key);
      if (v == null) {
        return otherwise;
      }
      Set<String> seen = new HashSet<>();
      if (v instanceof TomlArray array) {
        List<String> out = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
          if (array.get(i) instanceof String s && !s.isBlank() && seen.add(s)) {
            out.add(s);
          } else {
            problem(key, array.get(i), "texts, each once");
          }
        }
        return out;
      }
      problem(key, v, "a list of texts");
      return otherwise;
    }

    /** A list of texts out of a set. */
    public List<String> someOf(String key, List<String> otherwise, Set<String> allowed) {
      List<String> out = texts(key, otherwise);
      for (String s : out) {
        if (!allowed.contains(s)) {
          problem(key, s, "any of " + new TreeSet<>(allowed));
        }
      }
      return out;
    }

    public int whole(String key, int otherwise, int least, int most) {
      @Nullable Object v = value(key);
      if (v == null) {
        return otherwise;
      }
      if (v instanceof Long n && n >= least && n <= most) {
        return n.intValue();
      }
      problem(key, v, "a whole number %d to %d".formatted(least, most));
      return otherwise;
    }

    /** A whole number, or the text {@code none}. */
    public Optional<Integer> wholeOrNone(
        String key, Optional<Integer> otherwise, int least, int most) {
      @Nullable Object v = value(key);
      if (v == null) {
        return otherwise;
      }
      if ("none".equals(v)) {
        return Optional.empty();
      }
      if (v instanceof Long n && n >= least && n <= most) {
        return Optional.of(n.intValue());
      }
      problem(key, v, "a whole number %d to %d, or \"none\"".formatted(least, most));
      return otherwise;
    }

    public double number(String key, double otherwise, double least, double most) {
      @Nullable Object v = value(key);
      if (v == null) {
        return otherwise;
      }
      if (v instanceof Number n && n.doubleValue() >= least && n.doubleValue() <= most) {
        return n.doubleValue();
      }
      problem(key, v, "a number %s to %s".formatted(least, most));
      return otherwise;
    }

    /** A number that must be there. */
    public double number(String key, double least, double most) {
      if (!has(key)) {
        problem(key, "", "a number %s to %s".formatted(least, most));
        return least;
      }
      return number(key, least, least, most);
    }

    /** A day that may be left out, as a date of TOML or a text. */
    public Optional<LocalDate> day(String key) {
      @Nullable Object v = value(key);
      if (v instanceof LocalDate day) {
        return Optional.of(day);
      }
      if (v instanceof String s && s.matches("\\d{4}-\\d\\d-\\d\\d")) {
        try {
          return Optional.of(LocalDate.parse(s));
        } catch (DateTimeException e) {
          problem(key, v, "a day of the calendar");
          return Optional.empty();
        }
      }
      if (v != null) {
        problem(key, v, "a day such as 2027-03-31");
      }
      return Optional.empty();
    }

    public boolean yes(String key, boolean otherwise) {
      @Nullable Object v = value(key);
      if (v == null) {
        return otherwise;
      }
      if (v instanceof Boolean b) {
        return b;
      }
      problem(key, v, "true or false");
      return otherwise;
    }

    /** A number between 0 and 1, both excluded. */
    public OptionalDouble share(String key) {
      @Nullable Object v = value(key);
      if (v == null) {
        return OptionalDouble.empty();
      }
      if (v instanceof Double d && d > 0 && d < 1) {
        return OptionalDouble.of(d);
      }
      problem(key, v, "a number between 0 and 1");
      return OptionalDouble.empty();
    }

    /** A text that may be left out. */
    public Optional<String> maybe(String key, String expected) {
      @Nullable Object v = value(key);
      if (v == null) {
        return Optional.empty();
      }
      if (v instanceof String s && !s.isBlank()) {
        return Optional.of(s);
      }
      problem(key, v, expected);
      return Optional.empty();
    }
  }
}
