package org.outrider.agent.hotlist;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.plate.PlateText;

/**
 * A small list from a CSV file with the header {@code
 * plate,state,category,priority,vehicle,instructions,expires_at} (plate and category are required).
 * Any bad line refuses the whole file: a list is right or not used.
 */
public final class CsvHotList implements HotList {
  private static final List<String> COLUMNS =
      List.of("plate", "state", "category", "priority", "vehicle", "instructions", "expires_at");
  private static final int MOST_PROBLEMS = 20;

  private final String listId;
  private final String version;
  private final Instant builtAt;
  private final Map<String, List<HotListEntry>> byIndex;
  private final int size;

  private CsvHotList(
      String listId,
      String version,
      Instant builtAt,
      Map<String, List<HotListEntry>> byIndex,
      int size) {
    this.listId = listId;
    this.version = version;
    this.builtAt = builtAt;
    this.byIndex = byIndex;
    this.size = size;
  }

  /**
   * Reads a file.
   *
   * @throws HotListException listing every problem with its line
   */
  public static CsvHotList read(Path file) throws HotListException {
    List<String> problems = new ArrayList<>();
    try {
      byte[] bytes = Files.readAllBytes(file);
      List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      Map<String, List<HotListEntry>> byIndex = new HashMap<>();
      int size = 0;
      if (lines.isEmpty()) {
        throw new HotListException(file + ": empty, expected a header line " + COLUMNS);
      }
      List<String> header = split(lines.getFirst().toLowerCase(Locale.ROOT));
      if (!header.contains("plate")
          || !header.contains("category")
          || !COLUMNS.containsAll(header)) {
        throw new HotListException(
            file + ":1: header " + header + ", expected plate, category and any of " + COLUMNS);
      }
      for (int i = 1; i < lines.size(); i++) {
        if (lines.get(i).isBlank()) {
          continue;
        }
        try {
          HotListEntry entry = entry(header, split(lines.get(i)), i + 1);
          byIndex.computeIfAbsent(entry.plate().index(), k -> new ArrayList<>()).add(entry);
          size++;
        } catch (IllegalArgumentException | DateTimeException e) {
          problems.add(file + ":" + (i + 1) + ": " + e.getMessage());
        }
      }
      if (!problems.isEmpty()) {
        throw new HotListException(
            String.join("\n", problems.subList(0, Math.min(MOST_PROBLEMS, problems.size()))));
      }
      byIndex.replaceAll((k, v) -> List.copyOf(v));
      String name = String.valueOf(file.getFileName());
      return new CsvHotList(
          name.replaceFirst("\\.[^.]*$", ""),
          hash(bytes),
          Files.getLastModifiedTime(file).toInstant(),
          byIndex,
          size);
    } catch (IOException e) {
      throw new HotListException(file + ": cannot be read: " + e.getMessage());
    }
  }

  private static String hash(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static HotListEntry entry(List<String> header, List<String> fields, int line) {
    if (fields.size() != header.size()) {
      throw new IllegalArgumentException(
          fields.size() + " fields, expected " + header.size() + " as in the header");
    }
    Map<String, String> row = new HashMap<>();
    for (int i = 0; i < fields.size(); i++) {
      row.put(header.get(i), fields.get(i).strip());
    }
    PlateText plate = PlateText.of(row.getOrDefault("plate", ""));
    if (plate.normalized().length() < 2 || plate.normalized().length() > 15) {
      throw new IllegalArgumentException(
          "plate of %d characters, expected 2 to 15".formatted(plate.normalized().length()));
    }
    String state = row.getOrDefault("state", "").toUpperCase(Locale.ROOT);
    if (!state.isEmpty() && !state.matches("[A-Z]{2}(-[A-Z0-9]{1,3})?")) {
      throw new IllegalArgumentException(
          "state \"" + state + "\", expected two letters or an ISO 3166-2 code");
    }
    if (state.length() == 2) {
      state = "US-" + state;
    }
    String expires = row.getOrDefault("expires_at", "");
    return new HotListEntry(
        String.valueOf(line),
        plate,
        state.isEmpty() ? null : state,
        category(row.getOrDefault("category", "")),
        priority(row.getOrDefault("priority", "")),
        row.getOrDefault("vehicle", ""),
        row.getOrDefault("instructions", ""),
        expires.isEmpty() ? null : instant(expires));
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "expires_at \"" + text + "\", expected a time such as 2027-01-31T00:00:00Z", e);
    }
  }

  private static Category category(String text) {
    try {
      return Category.valueOf(text.toUpperCase(Locale.ROOT).replace(' ', '_'));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "category \"%s\", expected any of %s".formatted(text, List.of(Category.values())), e);
    }
  }

  private static int priority(String text) {
    if (text.isEmpty()) {
      return 50;
    }
    if (text.matches("\\d{1,3}") && Integer.parseInt(text) <= 100) {
      return Integer.parseInt(text);
    }
    throw new IllegalArgumentException("priority \"" + text + "\", expected 0 to 100");
  }

  /** Fields of a CSV line (RFC 4180), without line breaks inside quotes. */
  private static List<String> split(String line) {
    List<String> out = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        if (quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
          field.append('"');
          i++;
        } else {
          quoted = !quoted;
        }
      } else if (c == ',' && !quoted) {
        out.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    out.add(field.toString());
    return out;
  }

  @Override
  public String listId() {
    return listId;
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public Instant builtAt() {
    return builtAt;
  }

  @Override
  public List<HotListEntry> find(String index) {
    @Nullable List<HotListEntry> found = byIndex.get(index);
    return found == null ? List.of() : found;
  }

  @Override
  public int size() {
    return size;
  }
}
