package org.outrider.agent.upkeep.equipment;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.outrider.agent.upkeep.inventory.Component;

/**
 * What a physical inventory found, beside what the record says (INV-02).
 *
 * @param matched parts of the record that were found
 * @param missing parts of the record that have a mark and were not found
 * @param uncountable parts of the record that bear no mark, so that nobody can count them
 * @param extra marks that were found and are not in the record
 */
public record Count(
    List<Component> matched,
    List<Component> missing,
    List<Component> uncountable,
    List<String> extra) {
  public Count {
    matched = List.copyOf(matched);
    missing = List.copyOf(missing);
    uncountable = List.copyOf(uncountable);
    extra = List.copyOf(extra);
  }

  /** Compares marks, scanned or typed, with the record; the same mark twice counts once. */
  public static Count of(List<Component> record, List<String> marks) {
    List<Component> matched = new ArrayList<>();
    List<Component> missing = new ArrayList<>();
    List<Component> uncountable = new ArrayList<>();
    Set<String> left = new LinkedHashSet<>();
    marks.stream().map(Component::plain).filter(m -> !m.isEmpty()).forEach(left::add);
    for (Component part : record) {
      if (part.mark().isEmpty()) {
        uncountable.add(part);
      } else if (left.removeIf(part::isMarked)) {
        matched.add(part);
      } else {
        missing.add(part);
      }
    }
    return new Count(matched, missing, uncountable, List.copyOf(left));
  }

  /** Whether record and unit agree. */
  public boolean agrees() {
    return missing.isEmpty() && extra.isEmpty();
  }
}
