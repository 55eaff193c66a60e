package org.outrider.hal.driver.video;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.outrider.hal.DeviceException;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.camera.NaturalOrder;

/** The pictures of a folder, in the order in which people number them: 2 before 10. */
final class Stills {
  private static final Set<String> PICTURES =
      Set.of(
          "jpg", "jpeg", "jpe", "jfif", "jfi", "jif", "png", "bmp", "dib", "tif", "tiff", "webp",
          "pgm", "ppm", "pbm", "pnm");

  private static final Comparator<Path> NATURAL =
      Comparator.comparing(p -> String.valueOf(p.getFileName()), NaturalOrder::compare);

  private Stills() {}

  static List<Path> of(DeviceUri uri, Path folder) throws DeviceException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> found = files.filter(Stills::isNamedPicture).sorted(NATURAL).toList();
      if (found.isEmpty()) {
        throw new DeviceException(uri.text(), "no pictures in folder " + folder, true);
      }
      return found;
    } catch (IOException e) {
      throw new DeviceException(uri.text(), "cannot list folder: " + e.getMessage(), true);
    }
  }

  /** True if a file name ends like a picture's. */
  static boolean isNamedPicture(Path path) {
    String name = path.toString();
    return PICTURES.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
  }
}
