package org.outrider.agent.hotlist;

import org.outrider.agent.hotlist.match.PlatePattern;

/** An entry that lists a partial plate. */
public record ListedPattern(PlatePattern pattern, HotListEntry entry) {

  /** An entry whose plate holds {@code ?} or {@code *}. */
  public static ListedPattern of(HotListEntry entry) {
    return new ListedPattern(PlatePattern.of(entry.plate().raw()), entry);
  }
}
