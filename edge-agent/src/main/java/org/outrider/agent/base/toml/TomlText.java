package org.outrider.agent.base.toml;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * Text of a TOML file. TOML 1.0 is UTF-8; a byte order mark, which some editors put in front, is
 * left out, and any other encoding is refused by name with the line where it shows.
 */
final class TomlText {
  private static final int MAX_BYTES = 1 << 20;
  private static final byte[] UTF_8_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private TomlText() {}

  /**
   * Reads a file.
   *
   * @throws ConfigException when there is no such file, it is larger than 1 MiB, or not UTF-8
   */
  static String read(Path file) throws ConfigException {
    try {
      return decode(file.toString(), bytes(file));
    } catch (NoSuchFileException e) {
      throw refused(file.toString(), "no such file");
    } catch (AccessDeniedException e) {
      throw refused(file.toString(), "cannot be read: permission denied");
    } catch (IOException e) {
      String why = Files.isDirectory(file) ? "it is a folder, expected a file" : e.getMessage();
      throw refused(file.toString(), "cannot be read: " + why);
    }
  }

  private static byte[] bytes(Path file) throws IOException, ConfigException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw refused(file.toString(), "larger than 1 MiB, expected a TOML file written by hand");
      }
      return bytes;
    }
  }

  /** Decodes the bytes of a file. */
  static String decode(String source, byte[] bytes) throws ConfigException {
    int from = startsWith(bytes, UTF_8_MARK) ? UTF_8_MARK.length : 0;
    if (isUtf16(bytes)) {
      throw refused(source, "encoded in UTF-16, expected UTF-8: save it as UTF-8");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes, from, bytes.length - from);
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(in)
          .toString();
    } catch (CharacterCodingException e) {
      throw refused(
          source,
          "line %d: byte 0x%02X is not UTF-8 (Latin-1 or Windows-1252?): save it as UTF-8"
              .formatted(lineOf(bytes, in.position()), bytes[in.position()] & 0xFF));
    }
  }

  /** A mark in front, or every other byte of the beginning zero. */
  private static boolean isUtf16(byte[] bytes) {
    if (bytes.length < 2) {
      return false;
    }
    int first = bytes[0] & 0xFF;
    int second = bytes[1] & 0xFF;
    boolean isMarked = (first == 0xFE && second == 0xFF) || (first == 0xFF && second == 0xFE);
    return isMarked || (first == 0) != (second == 0);
  }

  private static boolean startsWith(byte[] bytes, byte[] mark) {
    if (bytes.length < mark.length) {
      return false;
    }
    for (int i = 0; i < mark.length; i++) {
      if (bytes[i] != mark[i]) {
        return false;
      }
    }
    return true;
  }

  private static int lineOf(byte[] bytes, int at) {
    int line = 1;
    for (int i = 0; i < at; i++) {
      if (bytes[i] == '\n') {
        line++;
      }
    }
    return line;
  }

  private static ConfigException refused(String source, String problem) {
    return new ConfigException(source, List.of(problem));
  }
}
