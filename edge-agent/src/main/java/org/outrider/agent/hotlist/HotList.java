package org.outrider.agent.hotlist;

import java.util.List;

/** An immutable list of entries, swapped whole. Safe for several threads. */
public interface HotList {

  /** Which list in which version. */
  Edition edition();

  /** All entries whose plate has this index form. */
  List<HotListEntry> find(String index);

  /** The entries that are patterns. */
  List<ListedPattern> patterns();

  /** How many entries there are, patterns included. */
  int size();
}
