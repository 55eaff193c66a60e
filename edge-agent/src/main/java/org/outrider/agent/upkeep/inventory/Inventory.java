package org.outrider.agent.upkeep.inventory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.read.ModelRef;

/**
 * What the unit consists of at one moment.
 *
 * @param components in a fixed order
 * @param software names with their versions: outrider, os, kernel, java
 * @param models what reads plates
 */
public record Inventory(
    List<Component> components, Map<String, String> software, List<ModelRef> models) {
  public Inventory {
    components = List.copyOf(components);
    software = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(software));
    models = List.copyOf(models);
  }

  /**
   * Something that is not as it was.
   *
   * @param old null for what is new
   * @param now null for what is gone
   */
  public record Change(@Nullable Component old, @Nullable Component now) {}

  /** Parts that are not as they were, by where they are. */
  public static List<Change> changes(List<Component> before, List<Component> after) {
    Map<String, Component> left = new LinkedHashMap<>();
    before.forEach(c -> left.put(c.place(), c));
    List<Change> out = new ArrayList<>();
    for (Component now : after) {
      Component old = left.remove(now.place());
      if (!now.equals(old)) {
        out.add(new Change(old, now));
      }
    }
    left.values().forEach(gone -> out.add(new Change(gone, null)));
    return out;
  }

  /** What was found, completed by what was entered; entered parts that were not found follow. */
  public static List<Component> merge(List<Component> found, List<Component> entered) {
    Map<String, Component> left = new LinkedHashMap<>();
    entered.forEach(c -> left.put(c.place(), c));
    List<Component> out = new ArrayList<>();
    for (Component part : found) {
      Component more = left.remove(part.place());
      out.add(more == null ? part : part.filledBy(more));
    }
    out.addAll(left.values());
    return out;
  }

  /** Parts that were found with another serial number than was entered. */
  public static List<Change> contradictions(List<Component> found, List<Component> entered) {
    List<Change> out = new ArrayList<>();
    for (Component part : found) {
      for (Component other : entered) {
        if (part.place().equals(other.place())
            && !part.serial().isEmpty()
            && !other.serial().isEmpty()
            && !part.serial().equals(other.serial())) {
          out.add(new Change(other, part));
        }
      }
    }
    return out;
  }
}
