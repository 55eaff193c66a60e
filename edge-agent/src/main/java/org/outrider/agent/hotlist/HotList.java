package org.outrider.agent.hotlist;

import java.time.Instant;
import java.util.List;

/** An immutable list of entries, swapped whole. */
public interface HotList {

  /** Which list. */
  String listId();

  /** Which edition of it; goes into every read. */
  String version();

  /** When its source made it. */
  Instant builtAt();

  /** All entries whose plate has this index form. */
  List<HotListEntry> find(String index);

  int size();
}
