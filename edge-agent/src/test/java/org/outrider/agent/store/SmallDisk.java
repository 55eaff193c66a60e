package org.outrider.agent.store;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;

/** A file system of eight megabytes in memory; needs the right to mount. */
final class SmallDisk {
  private SmallDisk() {}

  static void mount(Path folder) throws Exception {
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=8m", "none", folder.toString()) == 0,
        "may not mount a small file system here: run the tests as root");
  }

  static void unmount(Path folder) throws Exception {
    run("umount", folder.toString());
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }
}
