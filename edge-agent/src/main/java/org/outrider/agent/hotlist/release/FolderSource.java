package org.outrider.agent.hotlist.release;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.outrider.agent.hotlist.HotListException;

/** A release in a folder: on a USB stick, a share, or just made. */
public final class FolderSource implements ReleaseSource {
  private final Path folder;

  public FolderSource(Path folder) {
    this.folder = folder;
  }

  @Override
  public HotListManifest manifest() throws HotListException {
    return HotListManifest.read(folder.resolve("manifest.json"));
  }

  @Override
  public InputStream object(HotListManifest manifest, long from) throws IOException {
    InputStream in = Files.newInputStream(folder.resolve(manifest.object()));
    in.skipNBytes(from);
    return in;
  }

  @Override
  public String name() {
    return folder.toString();
  }
}
