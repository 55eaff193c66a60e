package org.outrider.agent.upkeep.equipment;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.upkeep.inventory.Component;

/**
 * The agency's record of all its equipment, compared with what its units report or what was counted
 * on them (INV-02). A part is known by its tag or its serial number.
 */
public final class Fleet {
  private static final List<String> COLUMNS = List.of("unit", "type", "tag", "serial");

  /** How record and fleet compare. */
  public enum Verdict {
    MATCH,
    MISSING,
    EXTRA,
    /** Found on another unit than the record says. */
    MOVED;

    /** Name in reports. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One part.
   *
   * @param recordedAt unit by the record; empty for none
   * @param foundAt unit that has it; empty for none
   */
  public record Line(
      Verdict verdict, String type, String mark, String recordedAt, String foundAt) {}

  /** One part of the record. */
  private record Recorded(String unit, Component part) {}

  private final List<Recorded> record = new ArrayList<>();

  /** What was found, by unit. */
  private final Map<String, List<Component>> found = new LinkedHashMap<>();

  /**
   * Reads the record: a CSV file with a head that has the columns unit, type, tag and serial, in
   * any order and among others.
   *
   * @throws EquipmentException naming the line that is not as expected
   */
  public void record(Path file) throws EquipmentException {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new EquipmentException(file + ": cannot be read: " + e.getMessage(), e);
    }
    List<String> head =
        lines.isEmpty()
            ? List.of()
            : cells(lines.getFirst()).stream().map(c -> c.toLowerCase(Locale.ROOT)).toList();
    if (!head.containsAll(COLUMNS)) {
      throw new EquipmentException(
          "%s: line 1: columns %s, expected among them %s".formatted(file, head, COLUMNS));
    }
    for (int i = 1; i < lines.size(); i++) {
      if (lines.get(i).isBlank()) {
        continue;
      }
      List<String> cells = cells(lines.get(i));
      if (cells.size() != head.size()) {
        throw new EquipmentException(
            "%s: line %d: %d cells, expected %d".formatted(file, i + 1, cells.size(), head.size()));
      }
      Component part =
          new Component(
              cells.get(head.indexOf("type")),
              "",
              "",
              "",
              cells.get(head.indexOf("serial")),
              "",
              cells.get(head.indexOf("tag")),
              null);
      String unit = cells.get(head.indexOf("unit"));
      if (unit.isEmpty() || part.mark().isEmpty()) {
        throw new EquipmentException(
            "%s: line %d: expected a unit and a tag or serial number".formatted(file, i + 1));
      }
      record.add(new Recorded(unit, part));
    }
  }

  private static List<String> cells(String line) {
    return Arrays.stream(line.split(",", -1)).map(c -> c.replace("\"", "").strip()).toList();
  }

  /**
   * Reads what a unit reported of itself, or what was counted on it.
   *
   * @throws EquipmentException when it is neither
   */
  public void report(Path file) throws EquipmentException {
    try {
      JsonNode n = Json.MAPPER.readTree(Files.readAllBytes(file));
      String unit = n.path("unit_id").asText("");
      List<Component> parts = new ArrayList<>();
      if (n.has("components")) {
        parts.addAll(Equipment.components(n));
      } else if (n.path("count").has("matched")) {
        for (JsonNode c : n.path("count").path("matched")) {
          parts.add(
              part(c.path("type").asText(), c.path("serial").asText(), c.path("tag").asText()));
        }
        n.path("count").path("extra").forEach(x -> parts.add(part("", "", x.asText())));
      } else {
        throw new EquipmentException(file + ": neither an inventory report nor a count");
      }
      if (unit.isEmpty()) {
        throw new EquipmentException(file + ": unit_id: (missing)");
      }
      found.computeIfAbsent(unit, u -> new ArrayList<>()).addAll(parts);
    } catch (IOException e) {
      throw new EquipmentException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static Component part(String type, String serial, String tag) {
    return new Component(type, "", "", "", serial, "", tag, null);
  }

  /** Compares the record with what was found. Parts without any mark cannot be compared. */
  public List<Line> reconcile() {
    List<Line> out = new ArrayList<>();
    Map<String, List<Component>> left = new LinkedHashMap<>();
    found.forEach((unit, parts) -> left.put(unit, new ArrayList<>(parts)));
    List<Recorded> open = new ArrayList<>();
    for (Recorded r : record) { // first those that are where they should be
      if (take(left.getOrDefault(r.unit(), List.of()), r.part())) {
        out.add(line(Verdict.MATCH, r, r.unit()));
      } else {
        open.add(r);
      }
    }
    for (Recorded r : open) {
      String elsewhere =
          left.entrySet().stream()
              .filter(e -> take(e.getValue(), r.part()))
              .map(Map.Entry::getKey)
              .findFirst()
              .orElse("");
      out.add(line(elsewhere.isEmpty() ? Verdict.MISSING : Verdict.MOVED, r, elsewhere));
    }
    left.forEach(
        (unit, parts) ->
            parts.stream()
                .filter(p -> !p.mark().isEmpty())
                .forEach(p -> out.add(new Line(Verdict.EXTRA, p.type(), p.mark(), "", unit))));
    return out;
  }

  private static Line line(Verdict verdict, Recorded r, String foundAt) {
    return new Line(verdict, r.part().type(), r.part().mark(), r.unit(), foundAt);
  }

  private static boolean take(List<Component> from, Component wanted) {
    for (int i = 0; i < from.size(); i++) {
      Component one = from.get(i);
      if (one.isMarked(wanted.tag())
          || one.isMarked(wanted.serial())
          || wanted.isMarked(one.mark())) {
        from.remove(i);
        return true;
      }
    }
    return false;
  }
}
