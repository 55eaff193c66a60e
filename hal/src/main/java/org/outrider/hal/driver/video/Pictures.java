package org.outrider.hal.driver.video;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.opencv.core.Core;
import org.opencv.core.CvException;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.imgcodecs.Imgcodecs;

/** Pictures out of the bytes of a file, whatever its name: OpenCV is given no names. */
final class Pictures {
  private static final int HEAD = 12;

  private Pictures() {}

  /** True if these are the first bytes of a picture. */
  static boolean isPicture(byte[] head) {
    String text = new String(head, 0, Math.min(HEAD, head.length), StandardCharsets.ISO_8859_1);
    return text.startsWith("\u00FF\u00D8\u00FF")
        || text.startsWith("\u0089PNG\r\n")
        || text.startsWith("BM")
        || text.startsWith("II*\0")
        || text.startsWith("MM\0*")
        || (text.startsWith("RIFF") && text.endsWith("WEBP"))
        || text.matches("(?s)P[1-6]\\s.*");
  }

  /**
   * Decodes a picture, upright; an empty one where that is not possible. The caller releases it.
   */
  static Mat decode(byte[] bytes) {
    if (bytes.length == 0) {
      return new Mat();
    }
    MatOfByte coded = new MatOfByte(bytes);
    Mat mat = new Mat();
    try {
      mat = Imgcodecs.imdecode(coded, Imgcodecs.IMREAD_COLOR);
      turn(mat, webpOrientation(bytes));
      return mat;
    } catch (CvException e) {
      mat.release();
      return mat; // larger than OpenCV decodes, for example
    } finally {
      coded.release();
    }
  }

  /**
   * Damage of a JPEG that can still be decoded: the decoder fills up what is missing and does not
   * say so.
   */
  static Optional<String> damage(byte[] bytes) {
    if (bytes.length < 3 || bytes[0] != (byte) 0xFF || bytes[1] != (byte) 0xD8) {
      return Optional.empty();
    }
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("jpeg");
    if (!readers.hasNext()) {
      return Optional.empty();
    }
    List<String> warnings = new ArrayList<>();
    ImageReader reader = readers.next();
    try (MemoryCacheImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
      reader.setInput(in, true, true);
      var _ = reader.readRaster(0, null);
    } catch (IOException | RuntimeException e) {
      return Optional.empty(); // a kind that only the other decoder knows
    } finally {
      reader.dispose();
    }
    return warnings.stream()
        .filter(w -> !w.contains("extraneous bytes") && !w.contains("ICC"))
        .findFirst();
  }

  /** Orientation of EXIF in a WebP file, which OpenCV does not follow; 1 where it has none. */
  static int webpOrientation(byte[] bytes) {
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length < HEAD || !name(file, 0).equals("RIFF") || !name(file, 8).equals("WEBP")) {
      return 1;
    }
    long at = HEAD;
    while (at + 8 <= bytes.length) {
      long length = file.getInt((int) at + 4) & 0xFFFFFFFFL;
      if (name(file, (int) at).equals("EXIF") && at + 8 + length <= bytes.length) {
        return orientation(file.slice((int) at + 8, (int) length));
      }
      at += 8 + length + length % 2;
    }
    return 1;
  }

  private static String name(ByteBuffer file, int at) {
    byte[] name = new byte[4];
    file.get(at, name);
    return new String(name, StandardCharsets.ISO_8859_1);
  }

  /** Tag 0x0112 of the first directory (TIFF 6.0; EXIF 2.3, section 4.6.4). */
  private static int orientation(ByteBuffer exif) {
    int start = exif.limit() >= 6 && name(exif, 0).equals("Exif") ? 6 : 0;
    if (exif.limit() < start + 10) {
      return 1;
    }
    ByteBuffer tiff = exif.slice(start, exif.limit() - start);
    tiff.order(tiff.get(0) == 'M' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    int at = tiff.getInt(4);
    if (at < 8 || at + 2 > tiff.limit()) {
      return 1;
    }
    int count = tiff.getShort(at) & 0xFFFF;
    for (int i = 0; i < count && at + 2 + 12 * (i + 1) <= tiff.limit(); i++) {
      int entry = at + 2 + 12 * i;
      if ((tiff.getShort(entry) & 0xFFFF) == 0x0112) {
        return tiff.getShort(entry + 8) & 0xFFFF;
      }
    }
    return 1;
  }

  /** Brings a picture upright that is stored as EXIF's orientation says. */
  private static void turn(Mat mat, int orientation) {
    if (mat.empty()) {
      return;
    }
    switch (orientation) {
      case 2 -> Core.flip(mat, mat, 1);
      case 3 -> Core.rotate(mat, mat, Core.ROTATE_180);
      case 4 -> Core.flip(mat, mat, 0);
      case 5 -> Core.transpose(mat, mat);
      case 6 -> Core.rotate(mat, mat, Core.ROTATE_90_CLOCKWISE);
      case 7 -> {
        Core.transpose(mat, mat);
        Core.flip(mat, mat, -1);
      }
      case 8 -> Core.rotate(mat, mat, Core.ROTATE_90_COUNTERCLOCKWISE);
      default -> {
        // as it is
      }
    }
  }
}
