package org.outrider.agent.hotlist.live;

import java.nio.file.Path;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.custom.CustomStore;
import org.outrider.agent.hotlist.release.HotListFiles;

/**
 * Storage of the lists in force.
 *
 * @param files releases, one file each
 * @param entries opens the file of the agency's own entries
 */
public record ListStorage(HotListFiles files, EntryOpener entries) {

  /** Opens the file of the agency's own entries. */
  @FunctionalInterface
  public interface EntryOpener {
    /**
     * Opens the file, or creates it.
     *
     * @throws HotListException when it is damaged or cannot be opened
     */
    CustomStore open(Path file) throws HotListException;
  }
}
