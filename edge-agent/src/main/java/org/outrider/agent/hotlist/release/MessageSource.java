package org.outrider.agent.hotlist.release;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A release whose file came with its manifest, inside one message. */
public final class MessageSource implements ReleaseSource {
  private final HotListManifest manifest;
  private final byte[] object;

  public MessageSource(HotListManifest manifest, byte[] object) {
    this.manifest = manifest;
    this.object = object.clone();
  }

  /** The compressed file. */
  public byte[] bytes() {
    return object.clone();
  }

  @Override
  public HotListManifest manifest() {
    return manifest;
  }

  @Override
  public InputStream object(HotListManifest of, long from) throws IOException {
    InputStream in = new ByteArrayInputStream(object);
    in.skipNBytes(Math.min(from, object.length));
    return in;
  }

  @Override
  public String name() {
    return "message of central";
  }
}
