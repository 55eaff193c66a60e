import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Copies the libraries for a unit: without the native parts of other machines, and with those of
 * its own beside them, so that nothing is unpacked when the agent starts.
 *
 * <p>java Natives.java LIBRARIES TO-LIB TO-NATIVE amd64|arm64
 */
public final class Natives {
  /** Of each architecture, where a library keeps what is for it. */
  private static final Map<String, List<String>> OWN =
      Map.of(
          "amd64",
          List.of(
              "nu/pattern/opencv/linux/x86_64/",
              "ai/onnxruntime/native/linux-x64/",
              "org/sqlite/native/Linux/x86_64/",
              "Linux/x86_64/"),
          "arm64",
          List.of(
              "nu/pattern/opencv/linux/ARMv8/",
              "ai/onnxruntime/native/linux-aarch64/",
              "org/sqlite/native/Linux/aarch64/",
              "Linux/armv8_64/",
              "lib/aarch64/pi4j-gpiod/"));

  /** Any native part, whatever machine it is for. */
  private static final String NATIVE = ".*\\.(so|dll|dylib|jnilib|a)|.*\\.dSYM/.*";

  private Natives() {}

  public static void main(String[] args) throws IOException {
    Path toLib = Path.of(args[1]);
    Path toNative = Path.of(args[2]);
    List<String> own = OWN.get(args[3]);
    if (own == null) {
      throw new IllegalArgumentException(args[3] + ", expected any of " + OWN.keySet());
    }
    Files.createDirectories(toLib);
    Files.createDirectories(toNative);
    try (Stream<Path> jars = Files.list(Path.of(args[0]))) {
      for (Path jar : jars.filter(p -> p.toString().endsWith(".jar")).sorted().toList()) {
        copy(jar, toLib.resolve(jar.getFileName()), toNative, own);
      }
    }
  }

  private static void copy(Path from, Path to, Path natives, List<String> own) throws IOException {
    boolean hasNatives;
    try (JarFile jar = new JarFile(from.toFile())) {
      hasNatives = jar.stream().anyMatch(e -> e.getName().matches(NATIVE));
    }
    if (!hasNatives) {
      Files.copy(from, to);
      return;
    }
    try (ZipFile jar = new ZipFile(from.toFile());
        OutputStream file = Files.newOutputStream(to);
        ZipOutputStream out = new ZipOutputStream(file)) {
      for (Enumeration<? extends ZipEntry> all = jar.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        try (InputStream in = jar.getInputStream(entry)) {
          byte[] bytes = in.readAllBytes();
          if (!entry.getName().matches(NATIVE)) {
            add(out, entry, bytes);
          } else if (own.stream().anyMatch(entry.getName()::startsWith)) {
            String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
            Files.write(natives.resolve(name), bytes);
          }
        }
      }
    }
  }

  /** The same entry, but for the time, which must not tell when it was built. */
  private static void add(ZipOutputStream out, ZipEntry entry, byte[] bytes) throws IOException {
    ZipEntry copy = new ZipEntry(entry.getName());
    copy.setTime(entry.getTime());
    CRC32 crc = new CRC32();
    crc.update(bytes);
    copy.setMethod(entry.getMethod());
    if (entry.getMethod() == ZipEntry.STORED) {
      copy.setSize(bytes.length);
      copy.setCrc(crc.getValue());
    }
    out.putNextEntry(copy);
    out.write(bytes);
    out.closeEntry();
  }
}
