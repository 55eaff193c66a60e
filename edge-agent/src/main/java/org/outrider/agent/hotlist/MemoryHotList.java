package org.outrider.agent.hotlist;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A small list held in memory. */
public final class MemoryHotList implements HotList {
  private final Edition edition;
  private final Map<String, List<HotListEntry>> byIndex = new HashMap<>();
  private final List<ListedPattern> patterns = new ArrayList<>();
  private final int size;

  public MemoryHotList(Edition edition, List<HotListEntry> entries) {
    this.edition = edition;
    this.size = entries.size();
    for (HotListEntry entry : entries) {
      if (PlatePattern.isPattern(entry.plate().raw())) {
        patterns.add(ListedPattern.of(entry));
      } else {
        byIndex.computeIfAbsent(entry.plate().index(), k -> new ArrayList<>()).add(entry);
      }
    }
  }

  @Override
  public Edition edition() {
    return edition;
  }

  @Override
  public List<HotListEntry> find(String index) {
    return List.copyOf(byIndex.getOrDefault(index, List.of()));
  }

  @Override
  public List<ListedPattern> patterns() {
    return List.copyOf(patterns);
  }

  @Override
  public int size() {
    return size;
  }
}
