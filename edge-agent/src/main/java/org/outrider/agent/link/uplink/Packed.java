package org.outrider.agent.link.uplink;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Compression of batches: gzip (RFC 1952), distinguished from JSON by its first byte, which no JSON
 * text begins with.
 */
public final class Packed {
  private static final int MIN_BYTES = 512;
  private static final byte MAGIC = 0x1f;

  private Packed() {}

  /** Compresses a text that is long enough to gain by it. */
  static byte[] pack(byte[] json) {
    if (json.length < MIN_BYTES) {
      return json;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(json.length / 4);
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return out.toByteArray();
  }

  /**
   * The beginning of the JSON of a message, packed or not.
   *
   * @param mostBytes that are unpacked at most, whatever the message would come to
   * @throws IOException when it is damaged before that
   */
  public static byte[] unpackHead(byte[] message, int mostBytes) throws IOException {
    if (message.length == 0 || message[0] != MAGIC) {
      return message;
    }
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(message))) {
      return in.readNBytes(mostBytes);
    }
  }
}
