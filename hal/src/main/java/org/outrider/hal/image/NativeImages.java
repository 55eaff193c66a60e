package org.outrider.hal.image;

import java.nio.file.Files;
import java.nio.file.Path;
import nu.pattern.OpenCV;
import org.jspecify.annotations.Nullable;
import org.opencv.core.Core;

/** Loads OpenCV once per process: from a folder of unpacked natives, or else from the jar. */
public final class NativeImages {
  /** System property that names the folder of unpacked native libraries. */
  public static final String FOLDER_PROPERTY = "outrider.natives";

  private static boolean loaded;

  private NativeImages() {}

  /** Loads the library and keeps OpenCV to one thread: the agent's threads are its own. */
  @SuppressWarnings("restricted")
  public static synchronized void load() {
    if (loaded) {
      return;
    }
    @Nullable String folder = System.getProperty(FOLDER_PROPERTY);
    Path library =
        Path.of(folder == null ? "" : folder, System.mapLibraryName(Core.NATIVE_LIBRARY_NAME));
    if (folder != null && Files.isRegularFile(library)) {
      System.load(library.toAbsolutePath().toString());
    } else {
      OpenCV.loadLocally();
    }
    Core.setNumThreads(1);
    loaded = true;
  }
}
