package org.outrider.agent.record.evidence;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A folder of evidence as one encrypted file, in the form of {@code openssl enc -aes-256-cbc
 * -pbkdf2 -iter 600000}, so that it is opened without our software: {@code Salted__}, 8 bytes of
 * salt, AES-256-CBC of a zip file under a key and initial vector by PBKDF2 with HMAC-SHA-256. What
 * is in it is proved by the signature of its manifest, not by the encryption.
 */
public final class EvidenceArchive {
  private static final byte[] MAGIC = "Salted__".getBytes(StandardCharsets.US_ASCII);
  private static final int ROUNDS = 600_000;
  private static final String WRONG =
      ": cannot be opened: the password is wrong, or the file is damaged";

  /** With what a ZIP file begins that is not empty (APPNOTE 4.3.7). */
  private static final byte[] ZIP = {'P', 'K', 3, 4};

  private static final int SALT = 8;
  private static final int KEY = 32;
  private static final int VECTOR = 16;
  private static final long MOST_BYTES = 1L << 30;

  private EvidenceArchive() {}

  /** Writes a file that is not there yet. */
  public static void write(Path folder, Path file, char[] password) throws EvidenceException {
    try {
      ByteArrayOutputStream zip = new ByteArrayOutputStream();
      try (ZipOutputStream out = new ZipOutputStream(zip);
          Stream<Path> files = Files.list(folder)) {
        for (Path one : files.sorted().toList()) {
          out.putNextEntry(new ZipEntry(String.valueOf(one.getFileName())));
          Files.copy(one, out);
          out.closeEntry();
        }
      }
      byte[] salt = new byte[SALT];
      new SecureRandom().nextBytes(salt);
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, password, salt).doFinal(zip.toByteArray());
      try (OutputStream out =
          Files.newOutputStream(file, java.nio.file.StandardOpenOption.CREATE_NEW)) {
        out.write(MAGIC);
        out.write(salt);
        out.write(sealed);
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new EvidenceException(file + ": cannot be written: " + e.getMessage(), e);
    }
  }

  /** Opens a file into an empty folder. */
  public static void open(Path file, Path folder, char[] password) throws EvidenceException {
    try {
      byte[] all = Files.readAllBytes(file);
      if (all.length < MAGIC.length + SALT
          || !Arrays.equals(MAGIC, 0, MAGIC.length, all, 0, MAGIC.length)) {
        throw new EvidenceException(file + ": no encrypted evidence, expected Salted__ first");
      }
      byte[] salt = Arrays.copyOfRange(all, MAGIC.length, MAGIC.length + SALT);
      byte[] zip =
          cipher(Cipher.DECRYPT_MODE, password, salt)
              .doFinal(all, MAGIC.length + SALT, all.length - MAGIC.length - SALT);
      if (zip.length < ZIP.length || !Arrays.equals(ZIP, 0, ZIP.length, zip, 0, ZIP.length)) {
        // one wrong password in 256 leaves what looks like padding
        throw new EvidenceException(file + WRONG);
      }
      long left = MOST_BYTES;
      try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
        for (ZipEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
          Path to = folder.resolve(e.getName()).normalize();
          if (!List.of(folder.normalize()).contains(to.getParent())) {
            throw new EvidenceException(file + ": names a file outside of its folder");
          }
          byte[] bytes = in.readNBytes((int) Math.min(Integer.MAX_VALUE, left));
          left -= bytes.length;
          if (left <= 0) {
            throw new EvidenceException(file + ": larger than evidence ever is");
          }
          Files.write(to, bytes, java.nio.file.StandardOpenOption.CREATE_NEW);
        }
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new EvidenceException(file + WRONG, e);
    }
  }

  private static Cipher cipher(int mode, char[] password, byte[] salt)
      throws GeneralSecurityException {
    byte[] both =
        SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
            .generateSecret(new PBEKeySpec(password, salt, ROUNDS, (KEY + VECTOR) * 8))
            .getEncoded();
    Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
    cipher.init(
        mode, new SecretKeySpec(both, 0, KEY, "AES"), new IvParameterSpec(both, KEY, VECTOR));
    return cipher;
  }
}
