package org.outrider.agent.hotlist.custom;

import java.util.List;
import java.util.Map;
import org.outrider.agent.hotlist.HotListException;

/** Where entries and their changes are kept. */
public interface CustomStore extends AutoCloseable {

  /** All entries, oldest first. */
  List<CustomEntry> entries() throws HotListException;

  /**
   * Writes a change and the entry as it stands after it; an entry that is over is erased. Durable
   * when it returns.
   */
  void save(Change change) throws HotListException;

  /** Changes that nobody was told of yet, oldest first, by id, as JSON. */
  Map<String, byte[]> untold() throws HotListException;

  /** The change is on its way to central: it need not be kept here. */
  void told(String changeId) throws HotListException;

  /** Entries that central has taken up, by id, with the list they stand in. */
  Map<String, String> confirmed() throws HotListException;

  /** Central's list has the entry: from now on it speaks for it. */
  void confirm(String entryId, String listId) throws HotListException;

  /** Grows with every change, also of another process. */
  long version() throws HotListException;

  @Override
  void close();
}
