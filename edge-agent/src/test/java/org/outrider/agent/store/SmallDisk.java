package org.outrider.agent.store;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;

/** A small file system in memory; needs the right to mount. */
public final class SmallDisk {
  private SmallDisk() {}

  public static void mount(Path folder) throws Exception {
    mount(folder, 8);
  }

  /** One of so many megabytes. */
  public static void mount(Path folder, int megabytes) throws Exception {
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "none", folder.toString())
            == 0,
        "may not mount a small file system here: run the tests as root");
  }

  public static void unmount(Path folder) throws Exception {
    run("umount", folder.toString());
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }
}
