package org.outrider.agent.hotlist.release;

import java.nio.file.Path;
import java.util.Set;
import org.outrider.agent.hotlist.Edition;
import org.outrider.agent.hotlist.HotList;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.people.iam.Classification;

/** Makes and opens the unit's own list files: what the database behind them must be able to do. */
public interface HotListFiles {

  /** A file that is being made; closing it without {@link #finish} leaves nothing of use. */
  interface Writer extends AutoCloseable {
    /** Adds a row; rows come in the order of their index form. */
    void row(PackedRow row) throws HotListException;

    /** Of a delta: a record of the base that is no more. */
    void removed(String entryId) throws HotListException;

    /** Everything is in it: the file is complete and on the disk when this returns. */
    void finish() throws HotListException;

    @Override
    void close();
  }

  /** An opened file; a delta also says what it takes away. */
  interface Opened extends HotList, AutoCloseable {
    /** Records of the base that are no more; empty in a full list. */
    Set<String> removed();

    @Override
    void close();
  }

  Writer create(Path file, Edition edition, Classification classification) throws HotListException;

  /**
   * Opens a file for reading.
   *
   * @throws HotListException when it is damaged or of another schema
   */
  Opened open(Path file) throws HotListException;
}
