package org.outrider.agent.store;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.cryptomator.jfuse.api.DirFiller;
import org.cryptomator.jfuse.api.Errno;
import org.cryptomator.jfuse.api.FileInfo;
import org.cryptomator.jfuse.api.Fuse;
import org.cryptomator.jfuse.api.FuseBuilder;
import org.cryptomator.jfuse.api.FuseOperations;
import org.cryptomator.jfuse.api.Stat;
import org.cryptomator.jfuse.api.Statvfs;
import org.cryptomator.jfuse.api.TimeSpec;
import org.outrider.hal.RealPart;

/**
 * A disk that loses its power: a file system in memory with two views of every file. Writing
 * touches the live view; fsync of a file carries its changed blocks into the durable one and, for a
 * new file, its name; fsync of a folder carries over the names in it, new, changed and gone.
 * Nothing else ever becomes durable. At the cut every further operation fails; when the power is
 * back, the durable view is all there is. A torn cut first carries over a random half of the blocks
 * that were waiting, as a disk may have written them by itself.
 *
 * <p>It models an honest disk with a lost cache, not one that lies about fsync.
 */
public final class CutDisk implements FuseOperations, AutoCloseable {
  private static final int BLOCK = 4096;

  /** A file. */
  private static final class Node {
    byte[] live = new byte[0];
    byte[] durable = new byte[0];
    final BitSet dirty = new BitSet();

    Node copy() {
      Node n = new Node();
      n.live = durable.clone();
      n.durable = durable.clone();
      return n;
    }

    void resize(int size) {
      int from = Math.min(live.length, size);
      live = Arrays.copyOf(live, size);
      dirty.set(from / BLOCK, size / BLOCK + 1);
    }

    void sync() {
      byte[] next = Arrays.copyOf(durable, live.length);
      for (int b = dirty.nextSetBit(0); b >= 0; b = dirty.nextSetBit(b + 1)) {
        carry(b, next);
      }
      durable = next;
      dirty.clear();
    }

    private void carry(int block, byte[] into) {
      int from = block * BLOCK;
      int to = Math.min(Math.min(live.length, into.length), from + BLOCK);
      if (from < to) {
        System.arraycopy(live, from, into, from, to - from);
      }
    }

    /** Some of the waiting blocks reach the disk by themselves, within the size that it knows. */
    void tear(Random random) {
      for (int b = dirty.nextSetBit(0); b >= 0; b = dirty.nextSetBit(b + 1)) {
        if (random.nextBoolean()) {
          carry(b, durable);
        }
      }
    }
  }

  private final Errno errno;
  private final Fuse fuse;
  private final Path folder;
  private final Map<Long, Node> open = new HashMap<>();
  private Map<String, Node> live = new TreeMap<>();
  private Map<String, Node> durable = new TreeMap<>();
  private final Set<String> folders = new TreeSet<>(Set.of("/"));
  private long nextHandle = 1;
  private int steps;
  private int cutAt = Integer.MAX_VALUE;
  private boolean isDead;

  private CutDisk(Path folder, FuseBuilder builder) throws Exception {
    this.folder = folder;
    errno = builder.errno();
    fuse = builder.build(this);
    fuse.mount("cutdisk", folder, "-s", "-oattr_timeout=0,entry_timeout=0,negative_timeout=0");
  }

  /** Mounts an empty disk. */
  public static CutDisk mount(Path folder) throws Exception {
    RealPart.require("fusermount3");
    if (!Files.isWritable(Path.of("/dev/fuse"))) {
      String message = "/dev/fuse cannot be written, no file system can be mounted here";
      if ("1".equals(System.getenv("OUTRIDER_REQUIRE_PARTS"))) {
        fail(message);
      }
      abort(message);
    }
    FuseBuilder builder = Fuse.builder();
    builder.setLibraryPath(library());
    return new CutDisk(folder, builder);
  }

  private static String library() throws IOException {
    try (Stream<Path> found =
        Files.find(
            Path.of("/usr/lib"),
            2,
            (p, a) -> p.getFileName().toString().matches("libfuse3\\.so\\.\\d+"))) {
      return found.findFirst().orElseThrow(() -> new IOException("no libfuse3")).toString();
    }
  }

  /** Operations so far that change something or make something durable. */
  public synchronized int steps() {
    return steps;
  }

  /** The power goes before step {@code n} from now; zero is the next one. */
  public synchronized void cutAfter(int n) {
    cutAt = steps + n;
  }

  public synchronized boolean isDead() {
    return isDead;
  }

  /** What is durable now, to begin from again. */
  public synchronized Map<String, byte[]> image() {
    Map<String, byte[]> out = new TreeMap<>();
    durable.forEach((name, node) -> out.put(name, node.durable.clone()));
    return out;
  }

  /** Begins from an image, with nothing waiting and the power on. */
  public synchronized void begin(Map<String, byte[]> image) {
    durable = new TreeMap<>();
    image.forEach(
        (name, bytes) -> {
          Node n = new Node();
          n.durable = bytes.clone();
          durable.put(name, n);
        });
    powerOn();
  }

  /** The power is back: what was not durable is forgotten. */
  public synchronized void powerOn() {
    live = new TreeMap<>();
    durable.replaceAll((name, node) -> node.copy());
    live.putAll(durable);
    open.clear();
    cutAt = Integer.MAX_VALUE;
    isDead = false;
  }

  /** The cut also leaves some waiting blocks behind. */
  public synchronized void tear(Random random) {
    new HashSet<>(durable.values()).forEach(n -> n.tear(random));
  }

  /** One step; false when there is no power for it. */
  private boolean step() {
    if (steps >= cutAt) {
      isDead = true;
    }
    steps++;
    return !isDead;
  }

  // --- the file system -------------------------------------------------------------------------

  @Override
  public Errno errno() {
    return errno;
  }

  @Override
  public Set<Operation> supportedOperations() {
    return EnumSet.of(
        Operation.GET_ATTR,
        Operation.MKDIR,
        Operation.UNLINK,
        Operation.RMDIR,
        Operation.RENAME,
        Operation.CHMOD,
        Operation.TRUNCATE,
        Operation.OPEN,
        Operation.READ,
        Operation.WRITE,
        Operation.STATFS,
        Operation.RELEASE,
        Operation.FSYNC,
        Operation.OPEN_DIR,
        Operation.READ_DIR,
        Operation.RELEASE_DIR,
        Operation.FSYNCDIR,
        Operation.CREATE,
        Operation.UTIMENS,
        Operation.ACCESS);
  }

  private Node node(String path, FileInfo fi) {
    Node byHandle = fi == null ? null : open.get(fi.getFh());
    return byHandle != null ? byHandle : live.get(path);
  }

  @Override
  public synchronized int getattr(String path, Stat stat, FileInfo fi) {
    if (folders.contains(path)) {
      stat.setMode(Stat.S_IFDIR | 0777);
      stat.setNLink((short) 2);
      return 0;
    }
    Node n = node(path, fi);
    if (n == null) {
      return -errno.enoent();
    }
    stat.setMode(Stat.S_IFREG | 0666);
    stat.setNLink((short) 1);
    stat.setSize(n.live.length);
    return 0;
  }

  @Override
  public int access(String path, int mask) {
    return 0;
  }

  @Override
  public int chmod(String path, int mode, FileInfo fi) {
    return 0;
  }

  @Override
  public int utimens(String path, TimeSpec atime, TimeSpec mtime, FileInfo fi) {
    return 0;
  }

  @Override
  public int statfs(String path, Statvfs s) {
    s.setBsize(BLOCK);
    s.setFrsize(BLOCK);
    s.setBlocks(1 << 20);
    s.setBfree(1 << 20);
    s.setBavail(1 << 20);
    s.setNameMax(255);
    return 0;
  }

  @Override
  public synchronized int mkdir(String path, int mode) {
    if (isDead) {
      return -errno.eio();
    }
    return folders.add(path) ? 0 : -errno.eexist();
  }

  @Override
  public synchronized int rmdir(String path) {
    return folders.remove(path) ? 0 : -errno.enoent();
  }

  @Override
  public synchronized int create(String path, int mode, FileInfo fi) {
    if (!step()) {
      return -errno.eio();
    }
    Node n = new Node();
    live.put(path, n);
    handle(fi, n);
    return 0;
  }

  @Override
  public synchronized int open(String path, FileInfo fi) {
    Node n = live.get(path);
    if (isDead || n == null) {
      return isDead ? -errno.eio() : -errno.enoent();
    }
    handle(fi, n);
    return 0;
  }

  private void handle(FileInfo fi, Node n) {
    fi.setFh(nextHandle);
    open.put(nextHandle++, n);
  }

  @Override
  public synchronized int release(String path, FileInfo fi) {
    open.remove(fi.getFh());
    return 0;
  }

  @Override
  public synchronized int read(
      String path, ByteBuffer buffer, long size, long offset, FileInfo fi) {
    Node n = open.get(fi.getFh());
    if (isDead || n == null) {
      return -errno.eio();
    }
    int count = (int) Math.max(0, Math.min(size, n.live.length - offset));
    buffer.put(n.live, (int) Math.min(offset, n.live.length), count);
    return count;
  }

  @Override
  public synchronized int write(
      String path, ByteBuffer buffer, long size, long offset, FileInfo fi) {
    Node n = open.get(fi.getFh());
    if (!step() || n == null) {
      return -errno.eio();
    }
    if (offset + size > n.live.length) {
      n.resize((int) (offset + size));
    }
    buffer.get(n.live, (int) offset, (int) size);
    n.dirty.set((int) (offset / BLOCK), (int) ((offset + size - 1) / BLOCK) + 1);
    return (int) size;
  }

  @Override
  public synchronized int truncate(String path, long size, FileInfo fi) {
    Node n = node(path, fi);
    if (!step() || n == null) {
      return n == null ? -errno.enoent() : -errno.eio();
    }
    n.resize((int) size);
    return 0;
  }

  @Override
  public synchronized int unlink(String path) {
    if (!step()) {
      return -errno.eio();
    }
    return live.remove(path) == null ? -errno.enoent() : 0;
  }

  @Override
  public synchronized int rename(String from, String to, int flags) {
    if (!step()) {
      return -errno.eio();
    }
    Node n = live.remove(from);
    if (n == null) {
      return -errno.enoent();
    }
    live.put(to, n);
    return 0;
  }

  @Override
  public synchronized int fsync(String path, int datasync, FileInfo fi) {
    Node n = open.get(fi.getFh());
    if (!step() || n == null) {
      return -errno.eio();
    }
    n.sync();
    if (!durable.containsValue(n)) {
      live.forEach(
          (name, node) -> {
            if (node == n) {
              durable.put(name, n);
            }
          });
    }
    return 0;
  }

  @Override
  public synchronized int fsyncdir(String path, int datasync, FileInfo fi) {
    if (!step()) {
      return -errno.eio();
    }
    String prefix = path.endsWith("/") ? path : path + "/";
    durable.keySet().removeIf(name -> isIn(prefix, name) && !live.containsKey(name));
    live.forEach(
        (name, node) -> {
          if (isIn(prefix, name)) {
            durable.put(name, node);
          }
        });
    return 0;
  }

  private static boolean isIn(String prefix, String name) {
    return name.startsWith(prefix) && name.indexOf('/', prefix.length()) < 0;
  }

  @Override
  public int opendir(String path, FileInfo fi) {
    return 0;
  }

  @Override
  public int releasedir(String path, FileInfo fi) {
    return 0;
  }

  @Override
  public synchronized int readdir(
      String path, DirFiller filler, long offset, FileInfo fi, int flags) {
    String prefix = path.endsWith("/") ? path : path + "/";
    try {
      filler.fill(".");
      filler.fill("..");
      for (Set<String> names : java.util.List.of(folders, live.keySet())) {
        for (String name : names) {
          if (name.length() > prefix.length() && isIn(prefix, name)) {
            filler.fill(name.substring(prefix.length()));
          }
        }
      }
      return 0;
    } catch (IOException e) {
      return -errno.enomem();
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (this) {
      isDead = false;
      cutAt = Integer.MAX_VALUE;
    }
    try {
      fuse.close();
    } catch (java.util.concurrent.TimeoutException e) {
      new ProcessBuilder("fusermount3", "-uz", folder.toString())
          .inheritIO()
          .start()
          .onExit()
          .join();
    }
  }
}
