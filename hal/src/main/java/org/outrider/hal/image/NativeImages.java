package org.outrider.hal.image;

import java.nio.file.Files;
import java.nio.file.Path;
import nu.pattern.OpenCV;
import org.jspecify.annotations.Nullable;
import org.opencv.core.Core;
import org.opencv.core.Mat;
import org.opencv.core.Scalar;

/** Loads OpenCV once per process: from a folder of unpacked natives, or else from the jar. */
public final class NativeImages {
  /** System property that names the folder of unpacked native libraries. */
  public static final String FOLDER_PROPERTY = "outrider.natives";

  private static boolean loaded;

  private NativeImages() {}

  /**
   * Fills a picture, or a part of one, with one colour. {@link Mat#setTo} returns a second owner of
   * the picture's memory, which keeps all of it until the collector comes; it is released here.
   */
  public static void fill(Mat mat, Scalar colour) {
    mat.setTo(colour).release();
  }

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
