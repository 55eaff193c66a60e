package org.outrider.agent.base.read;

import org.outrider.agent.base.trust.Sha256;

/**
 * An encoded picture with its reference. Holds an array and is therefore no record; never changed.
 */
public final class Picture {
  private final ImageRef ref;
  private final byte[] data;

  private Picture(ImageRef ref, byte[] data) {
    this.ref = ref;
    this.data = data;
  }

  /** Takes JPEG bytes over and names them by their hash. */
  public static Picture jpeg(ImageRef.Role role, byte[] data, int widthPx, int heightPx) {
    return new Picture(
        new ImageRef(role, "image/jpeg", Sha256.of(data), data.length, widthPx, heightPx), data);
  }

  public ImageRef ref() {
    return ref;
  }

  /** The bytes themselves, not a copy: nobody writes to them. */
  public byte[] data() {
    return data;
  }
}
