package org.outrider.agent.store;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Where the pictures lie: files beside the database that are only ever appended to, so that a
 * picture is written once and not into a log first. Each is enciphered by a key of its own that
 * stands in its row of the database: when the row is erased, nobody can read the picture any more,
 * whatever still lies in the file (RET-05). ChaCha20-Poly1305 (RFC 8439), which small processors
 * without instructions for AES do fast; a key is used once, so the nonce is always the same.
 *
 * <p>What was appended is durable after {@link #sync}, which comes before the commit of the rows. A
 * file that was begun before the last start is never appended to again. Written by the database's
 * writer alone; read by anybody.
 */
final class PictureFiles implements AutoCloseable {
  /** A file is followed by the next one from this size on, bytes. */
  static final long FULL = 16L << 20;

  private static final String CIPHER = "ChaCha20-Poly1305";
  private static final String KEY = "ChaCha20";
  private static final int KEY_BYTES = 32;
  private static final IvParameterSpec NONCE = new IvParameterSpec(new byte[12]);
  private static final String END = ".pictures";

  private final Path folder;
  private final SecureRandom random = new SecureRandom();

  /** Of the writer's thread: the file that is written now. */
  private @Nullable FileChannel channel;

  private long number;
  private long end;
  private boolean isDirty;

  /**
   * What was appended since the last commit: a transaction that is tried again finds it there, so
   * that nothing grows while the database takes nothing.
   */
  private final Map<String, Place> pending = new HashMap<>();

  /**
   * Where a picture lies.
   *
   * @param file number of its file
   * @param at first byte in it
   * @param length bytes in it, more than the picture has
   * @param key by which it was enciphered
   */
  record Place(long file, long at, int length, SecretKey key) {
    /**
     * @param key its bytes, as a row holds them
     */
    static Place of(long file, long at, int length, byte[] key) {
      return new Place(file, at, length, new SecretKeySpec(key, KEY));
    }
  }

  /**
   * @param folder made when the first picture comes
   */
  PictureFiles(Path folder) {
    this.folder = folder;
  }

  /** Those of a database. */
  static PictureFiles of(Path database) {
    return new PictureFiles(database.resolveSibling(database.getFileName() + END));
  }

  /**
   * Writes a picture behind the others.
   *
   * @param name of the picture, without which it cannot be read
   */
  Place append(String name, byte[] picture) throws IOException {
    Place known = pending.get(name);
    if (known != null) {
      return known;
    }
    FileChannel to = channel;
    if (to == null || end >= FULL) {
      to = next();
    }
    byte[] made = new byte[KEY_BYTES];
    random.nextBytes(made);
    SecretKey key = new SecretKeySpec(made, KEY);
    ByteBuffer hidden = ByteBuffer.wrap(cipher(Cipher.ENCRYPT_MODE, key, name, picture));
    Place place = new Place(number, end, hidden.remaining(), key);
    isDirty = true;
    while (hidden.hasRemaining()) { // over what an attempt that failed left there
      int _ = to.write(hidden, end + hidden.position());
    }
    end += place.length();
    pending.put(name, place);
    return place;
  }

  private FileChannel next() throws IOException {
    close();
    Files.createDirectories(folder);
    number = Math.max(number, numbers().stream().mapToLong(n -> n).max().orElse(0)) + 1;
    FileChannel made =
        FileChannel.open(file(number), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    channel = made;
    end = 0;
    syncFolder(folder);
    Path above = folder.toAbsolutePath().getParent();
    if (above != null) {
      syncFolder(above);
    }
    return made;
  }

  /** So that the file's name is on the disk as well. */
  private static void syncFolder(Path folder) throws IOException {
    try (FileChannel it = FileChannel.open(folder, StandardOpenOption.READ)) {
      it.force(true);
    }
  }

  /** Makes durable what was appended. */
  void sync() throws IOException {
    FileChannel now = channel;
    if (now != null && isDirty) {
      try {
        now.force(false);
      } catch (IOException e) { // what did not reach the disk then never will: append it anew
        pending.clear();
        throw e;
      }
      isDirty = false;
    }
  }

  /** The rows of what was appended are on the disk. */
  void committed() {
    pending.clear();
  }

  /**
   * Reads a picture.
   *
   * @throws FileNotFoundException when its file is gone: it was moved or erased since it was asked
   *     for
   * @throws IOException when it is not what was written
   */
  byte[] read(String name, Place place) throws IOException {
    byte[] hidden = new byte[place.length()];
    Path file = file(place.file());
    // not by a channel: that is closed, as if it could not be read, when its thread is interrupted
    try (RandomAccessFile from = new RandomAccessFile(file.toFile(), "r")) {
      from.seek(place.at());
      from.readFully(hidden);
    } catch (EOFException e) {
      throw new IOException(
          "%s: picture %s ends before byte %d".formatted(file, name, place.at() + place.length()),
          e);
    }
    return cipher(Cipher.DECRYPT_MODE, place.key(), name, hidden);
  }

  private static byte[] cipher(int mode, SecretKey key, String name, byte[] bytes)
      throws IOException {
    try {
      Cipher cipher = Cipher.getInstance(CIPHER);
      cipher.init(mode, key, NONCE);
      cipher.updateAAD(name.getBytes(StandardCharsets.US_ASCII));
      return cipher.doFinal(bytes);
    } catch (GeneralSecurityException e) {
      throw new IOException("picture " + name + ": not what was written: " + e.getMessage(), e);
    }
  }

  /** Whether a file is still appended to, or its rows are not on the disk yet. */
  boolean isOpen(long file) {
    return (channel != null && file == number)
        || pending.values().stream().anyMatch(p -> p.file() == file);
  }

  /** Numbers of the files that are there. */
  List<Long> numbers() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Long> out = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = file.getFileName().toString();
        if (name.matches("\\d{8,}")) {
          out.add(Long.parseLong(name));
        }
      }
    }
    return out;
  }

  /** Size of a file, bytes. */
  long size(long file) throws IOException {
    return Files.size(file(file));
  }

  /** Removes a file of which nothing is needed any more. */
  void remove(long file) throws IOException {
    Files.deleteIfExists(file(file));
  }

  private Path file(long number) {
    return folder.resolve(String.format(Locale.ROOT, "%08d", number));
  }

  @Override
  public void close() throws IOException {
    FileChannel last = channel;
    channel = null;
    if (last != null) {
      try (last) {
        last.force(false);
      }
    }
  }
}
