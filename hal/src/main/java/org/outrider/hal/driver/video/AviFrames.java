package org.outrider.hal.driver.video;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The JPEG frames of an MJPEG {@code .avi}, chunk by chunk, so that a damaged one costs only
 * itself. Made for what {@code outrider record} and cameras write: RIFF AVI with one video stream,
 * also in several RIFF parts (OpenDML).
 */
final class AviFrames implements AutoCloseable {
  private static final int LARGEST = 64 << 20;

  private final SeekableByteChannel file;
  private final long size;
  private final double rateHz;
  private final long frames;
  private long at;
  private boolean isCut;

  private AviFrames(SeekableByteChannel file, double rateHz, long frames, long at)
      throws IOException {
    this.file = file;
    this.size = file.size();
    this.rateHz = rateHz;
    this.frames = frames;
    this.at = at;
  }

  /** Opens a clip; empty where it is none of this kind, which ffmpeg may still know. */
  static Optional<AviFrames> open(Path path) throws IOException {
    SeekableByteChannel file = Files.newByteChannel(path);
    @Nullable AviFrames clip = null;
    try {
      clip = header(file);
    } finally {
      if (clip == null) {
        file.close();
      }
    }
    return Optional.ofNullable(clip);
  }

  private static @Nullable AviFrames header(SeekableByteChannel file) throws IOException {
    ByteBuffer riff = read(file, 0, 12);
    if (riff == null || !name(riff, 0).equals("RIFF") || !name(riff, 8).equals("AVI ")) {
      return null;
    }
    double rate = 0;
    long frames = 0;
    int videos = 0;
    long at = 12;
    while (true) {
      ByteBuffer chunk = read(file, at, 12);
      if (chunk == null) {
        return null;
      }
      boolean isList = name(chunk, 0).equals("LIST");
      String kind = isList ? name(chunk, 8) : name(chunk, 0);
      if (isList && kind.equals("movi")) {
        return videos == 1 && rate > 0 ? new AviFrames(file, rate, frames, at + 12) : null;
      }
      ByteBuffer body = kind.equals("strh") ? read(file, at + 8, 36) : null;
      if (body != null && name(body, 0).equals("vids")) {
        if (!name(body, 4).equalsIgnoreCase("MJPG")) {
          return null;
        }
        videos++;
        int scale = body.getInt(20);
        rate = scale > 0 ? (double) body.getInt(24) / scale : 0;
        frames = body.getInt(32) & 0xFFFFFFFFL;
      }
      boolean isOpened = isList && (kind.equals("hdrl") || kind.equals("strl"));
      at = isOpened ? at + 12 : after(at, chunk);
    }
  }

  private static long after(long at, ByteBuffer chunk) {
    long length = chunk.getInt(4) & 0xFFFFFFFFL;
    return at + 8 + length + length % 2;
  }

  private static @Nullable ByteBuffer read(SeekableByteChannel file, long at, int length)
      throws IOException {
    ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    file.position(at);
    while (out.hasRemaining()) {
      if (file.read(out) < 0) {
        return null;
      }
    }
    return out.flip();
  }

  private static String name(ByteBuffer bytes, int at) {
    byte[] four = new byte[4];
    bytes.get(at, four);
    return new String(four, StandardCharsets.ISO_8859_1);
  }

  /** Frames per second. */
  double rateHz() {
    return rateHz;
  }

  /** Number of frames that the header states; 0 if it states none. */
  long frames() {
    return frames;
  }

  /** True if the file ended within a chunk. */
  boolean isCut() {
    return isCut;
  }

  /** The next frame, which may be no picture; null at the end. */
  byte @Nullable [] next() throws IOException {
    while (at + 8 <= size) {
      ByteBuffer chunk = read(file, at, (int) Math.min(12, size - at));
      if (chunk == null) {
        break;
      }
      String kind = name(chunk, 0);
      if (kind.equals("RIFF") || (kind.equals("LIST") && chunk.limit() == 12)) {
        boolean isOpened = kind.equals("RIFF") || name(chunk, 8).matches("movi|rec ");
        at = isOpened ? at + 12 : after(at, chunk);
        continue;
      }
      long start = at + 8;
      long length = chunk.getInt(4) & 0xFFFFFFFFL;
      at = after(at, chunk);
      if (kind.matches("\\d\\d(dc|db)")) {
        isCut |= start + length > size;
        long there = Math.min(length, size - start);
        ByteBuffer body = there > LARGEST ? null : read(file, start, (int) there);
        byte[] frame = new byte[body == null ? 0 : body.remaining()];
        if (body != null) {
          body.get(frame);
        }
        return frame;
      }
    }
    isCut |= at > size + 1;
    return null;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
