package org.outrider.agent.hotlist;

/** An entry that lists a partial plate. */
public record ListedPattern(PlatePattern pattern, HotListEntry entry) {

  /** An entry whose plate holds {@code ?} or {@code *}. */
  public static ListedPattern of(HotListEntry entry) {
    return new ListedPattern(PlatePattern.of(entry.plate().raw()), entry);
  }
}
