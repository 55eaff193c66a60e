package org.outrider.agent.hotlist.custom;

import org.outrider.agent.hotlist.HotListException;

/** Something with people's own entries. */
@FunctionalInterface
public interface EntryWork<T> {
  T on(CustomEntries entries) throws HotListException;
}
