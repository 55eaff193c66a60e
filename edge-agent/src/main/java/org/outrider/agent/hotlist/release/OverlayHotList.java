package org.outrider.agent.hotlist.release;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.outrider.agent.hotlist.Edition;
import org.outrider.agent.hotlist.HotList;
import org.outrider.agent.hotlist.HotListEntry;
import org.outrider.agent.hotlist.ListedPattern;

/** A full list with the changes of a delta on top. */
final class OverlayHotList implements HotList, AutoCloseable {
  private final HotListFiles.Opened base;
  private final HotListFiles.Opened delta;
  private final Set<String> removed;

  OverlayHotList(HotListFiles.Opened base, HotListFiles.Opened delta) {
    this.base = base;
    this.delta = delta;
    this.removed = Set.copyOf(delta.removed());
  }

  @Override
  public Edition edition() {
    return delta.edition();
  }

  @Override
  public List<HotListEntry> find(String index) {
    List<HotListEntry> out = new ArrayList<>(delta.find(index));
    for (HotListEntry entry : base.find(index)) {
      if (!removed.contains(entry.entryId())) {
        out.add(entry);
      }
    }
    return out;
  }

  @Override
  public List<ListedPattern> patterns() {
    List<ListedPattern> out = new ArrayList<>(delta.patterns());
    for (ListedPattern pattern : base.patterns()) {
      if (!removed.contains(pattern.entry().entryId())) {
        out.add(pattern);
      }
    }
    return out;
  }

  @Override
  public int size() {
    return base.size() - removed.size() + delta.size();
  }

  @Override
  public void close() {
    delta.close();
    base.close();
  }
}
