package org.outrider.agent.hotlist.release;

import java.io.IOException;
import java.io.InputStream;
import org.outrider.agent.hotlist.HotListException;

/** Where releases come from: a folder or stick, a server. */
public interface ReleaseSource {

  /**
   * The newest manifest there.
   *
   * @throws HotListException when there is none or it cannot be read
   */
  HotListManifest manifest() throws IOException, HotListException;

  /**
   * The compressed file of a manifest, from a byte on: what an interrupted copy goes on with.
   *
   * @param from bytes that are there already
   */
  InputStream object(HotListManifest manifest, long from) throws IOException;

  /** What it is called in messages. */
  String name();
}
