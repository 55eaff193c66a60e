package org.outrider.agent.hotlist.release;

import java.util.List;
import java.util.Map;
import org.outrider.agent.hotlist.Category;

/**
 * What became of the lines of a list.
 *
 * @param records lines that are records
 * @param entries written
 * @param patterns among them
 * @param deleted records that a delta takes away
 * @param bad lines that could not be read
 * @param badExamples the first of them, with line and reason
 * @param byCategory readable records, before policy
 * @param dropped of them, by policy
 */
public record ImportReport(
    long records,
    long entries,
    long patterns,
    long deleted,
    long bad,
    List<String> badExamples,
    Map<Category, Long> byCategory,
    Map<Category, Long> dropped) {
  public ImportReport {
    badExamples = List.copyOf(badExamples);
    byCategory = Map.copyOf(byCategory);
    dropped = Map.copyOf(dropped);
  }

  /** How many records policy kept off the unit. */
  public long droppedByPolicy() {
    return dropped.values().stream().mapToLong(Long::longValue).sum();
  }
}
