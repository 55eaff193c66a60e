package org.outrider.hal.sim;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.outrider.hal.DeviceException;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.sound.Pcm;
import org.outrider.hal.sound.Sounder;

/** Appends each sound to one WAV file (RIFF, PCM, mono, 16 bit). */
final class WavFileSounder implements Sounder {
  private static final int HEADER_BYTES = 44;

  private final DeviceUri uri;
  private final Path file;

  WavFileSounder(DeviceUri uri, Path file) {
    this.uri = uri;
    this.file = file;
  }

  @Override
  public synchronized void play(Pcm sound) throws DeviceException {
    try {
      if (file.getParent() != null) {
        Files.createDirectories(file.getParent());
      }
      try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
        long end = Math.max(HEADER_BYTES, out.length());
        out.seek(end);
        byte[] samples = sound.littleEndian();
        out.write(samples);
        out.seek(0);
        out.write(header((int) (end - HEADER_BYTES + samples.length), sound.rateHz()));
      }
    } catch (IOException e) {
      throw new DeviceException(uri.text(), "cannot write: " + e.getMessage(), true);
    }
  }

  private static byte[] header(int dataBytes, int rateHz) {
    return ByteBuffer.allocate(HEADER_BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put("RIFF".getBytes(StandardCharsets.US_ASCII))
        .putInt(36 + dataBytes)
        .put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII))
        .putInt(16)
        .putShort((short) 1)
        .putShort((short) 1)
        .putInt(rateHz)
        .putInt(rateHz * 2)
        .putShort((short) 2)
        .putShort((short) 16)
        .put("data".getBytes(StandardCharsets.US_ASCII))
        .putInt(dataBytes)
        .array();
  }

  @Override
  public void close() {
    // each sound closes the file
  }
}
