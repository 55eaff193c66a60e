package org.outrider.agent.read;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

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
    try {
      String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(data));
      return new Picture(
          new ImageRef(role, "image/jpeg", hash, data.length, widthPx, heightPx), data);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  public ImageRef ref() {
    return ref;
  }

  /** The bytes themselves, not a copy: nobody writes to them. */
  public byte[] data() {
    return data;
  }
}
