package org.outrider.agent.unit.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.policy.Setting;
import org.outrider.agent.policy.SettingReaders;
import org.outrider.agent.policy.Settings;

/** The tables of the reference page are made from the code: OUTRIDER_WRITE_DOCS=1 writes them. */
class ConfigurationPageTest {
  private static final Path PAGE = Path.of("..", "docs", "configuration.md");
  private static final Pattern PART =
      Pattern.compile(
          "<!-- (keys|settings|categories)([^>]*) -->\n(.*?)<!-- /\\1 -->\n", Pattern.DOTALL);

  /** Longer lists of words would make a cell of many lines. */
  private static final int MAX_CELL = 130;

  @Test
  void theTablesOfThePageAreMadeFromTheCode() throws Exception {
    String text = Files.readString(PAGE);
    String made =
        PART.matcher(text)
            .replaceAll(
                m ->
                    Matcher.quoteReplacement(
                        "<!-- %s%s -->\n%s<!-- /%s -->\n"
                            .formatted(
                                m.group(1),
                                m.group(2),
                                part(m.group(1), List.of(m.group(2).strip().split(" "))),
                                m.group(1))));
    if (System.getenv("OUTRIDER_WRITE_DOCS") != null) {
      Files.writeString(PAGE, made);
    } else {
      assertEquals(made, text, "docs/configuration.md");
    }
  }

  @Test
  void everySectionAndEverySettingHasItsPlaceOnThePage() throws IOException {
    List<String> sections = new ArrayList<>();
    List<String> groups = new ArrayList<>();
    Matcher m = PART.matcher(Files.readString(PAGE));
    while (m.find()) {
      if (!m.group(1).equals("categories")) {
        (m.group(1).equals("keys") ? sections : groups)
            .addAll(List.of(m.group(2).strip().split(" ")));
      }
    }
    assertEquals(
        ConfigReader.SECTIONS.stream().map(ConfigKeys::section).sorted().toList(),
        sections.stream().sorted().toList());
    assertEquals(
        rows().keySet().stream()
            .map(k -> k.substring(0, k.indexOf('.')))
            .distinct()
            .sorted()
            .toList(),
        groups.stream().sorted().toList());
  }

  @Test
  void noCellIsLongerThanTwoLines() throws IOException {
    for (String line : Files.readString(PAGE).lines().filter(l -> l.startsWith("|")).toList()) {
      for (String cell : line.split(" \\| ")) {
        assertTrue(cell.length() <= MAX_CELL, cell);
      }
    }
  }

  private static String part(String kind, List<String> names) {
    try {
      return switch (kind) {
        case "keys" -> keys(names);
        case "settings" -> settings(names);
        default -> categories();
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String keys(List<String> names) {
    StringBuilder out =
        new StringBuilder("| key | values, **default** | meaning |\n|---|---|---|\n");
    for (String name : names) {
      ConfigKeys section =
          ConfigReader.SECTIONS.stream()
              .filter(s -> s.section().equals(name))
              .findFirst()
              .orElseThrow();
      for (ConfigKey<?> key : section.all()) {
        String path =
            section.isRepeated() ? "[[" + name + "]] " + key.name() : name + "." + key.name();
        out.append("| `%s` | %s | %s |\n".formatted(path, key.values(), key.meaning()));
      }
    }
    return out.toString();
  }

  /** Settings by key, one row for the same setting of all categories. */
  private static Map<String, Setting<?>> rows() {
    Map<String, Setting<?>> out = new LinkedHashMap<>();
    for (Setting<?> s : Settings.all()) {
      out.putIfAbsent(s.key().replaceFirst("^category\\.[A-Z_]+\\.", "category.NAME."), s);
    }
    return out;
  }

  private static String settings(List<String> groups) throws IOException {
    Map<String, Set<String>> readers = SettingReaders.find();
    StringBuilder out =
        new StringBuilder(
            "| setting | meaning | kind | default | requirement | acted on by |\n"
                + "|---|---|---|---|---|---|\n");
    rows()
        .forEach(
            (key, s) -> {
              if (groups.contains(key.substring(0, key.indexOf('.')))) {
                boolean isOfCategory = key.startsWith("category.");
                Set<String> by = readers.getOrDefault(key, Set.of());
                out.append(
                    "| `%s` | %s | %s | %s | %s | %s |\n"
                        .formatted(
                            key,
                            isOfCategory
                                ? s.meaning().replace(Category.AMBER_ALERT.label(), "the category")
                                : s.meaning(),
                            kind(s),
                            isOfCategory && !isSame(key) ? "by category" : shown(s.safestText()),
                            s.requirement(),
                            s.isActedOn() ? by(by) : "not yet"));
              }
            });
    return out.toString();
  }

  private static String by(Set<String> readers) {
    return readers.isEmpty()
        ? "always so"
        : readers.stream().limit(2).map(r -> "`" + r + "`").collect(Collectors.joining(", "));
  }

  private static boolean isSame(String key) {
    String end = key.substring("category.NAME".length());
    Set<String> values = new TreeSet<>();
    for (Setting<?> s : Settings.all()) {
      if (s.key().startsWith("category.") && s.key().endsWith(end)) {
        values.add(s.safestText());
      }
    }
    return values.size() == 1;
  }

  private static String kind(Setting<?> s) {
    String kind = s.expected().replace(" | ", ", ");
    return kind.length() > MAX_CELL ? "any of a list (`outrider profile explain`)" : kind;
  }

  private static String shown(String value) {
    return value.length() > MAX_CELL - 4 ? "all (`outrider profile explain`)" : "**" + value + "**";
  }

  private static String categories() {
    StringBuilder out =
        new StringBuilder("| category | alert | response | wait for backup |\n|---|---|---|---|\n");
    Map<String, String> all = new TreeMap<>();
    Settings.all().forEach(s -> all.put(s.key(), s.safestText()));
    for (Category c : Category.values()) {
      String key = "category." + c.name();
      out.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(
                  c.name(),
                  all.get(key + ".alert"),
                  all.get(key + ".response"),
                  all.get(key + ".wait_for_backup")));
    }
    return out.toString();
  }
}
