package org.outrider.agent.cli;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.CommandException;
import org.outrider.hal.camera.NaturalOrder;

/** The files that arguments of {@code read} mean, whatever characters or bytes name them. */
final class ReadPaths {
  private static final Comparator<Path> ORDER =
      Comparator.comparing(p -> String.valueOf(p.getFileName()), NaturalOrder::compare);

  private final boolean isRecursive;
  private final Consumer<String> warn;
  private final Consumer<String> note;

  /**
   * @param warn takes what could not be read
   * @param note takes what was left out on purpose
   */
  ReadPaths(boolean isRecursive, Consumer<String> warn, Consumer<String> note) {
    this.isRecursive = isRecursive;
    this.warn = warn;
    this.note = note;
  }

  /**
   * Paths that are there, in the order given; each other one is said.
   *
   * @throws CommandException where none is there
   */
  List<Path> there(List<Path> paths) throws CommandException {
    List<Path> found = new ArrayList<>();
    for (Path path : paths) {
      Path real = Files.exists(path) ? path : lookUp(path);
      if (real != null) {
        found.add(real);
      } else if (paths.size() == 1) {
        throw new CommandException(path + ": no such file or folder");
      } else {
        warn.accept(path + ": no such file or folder");
      }
    }
    return found;
  }

  /** Folders become the files in them, in natural order; every other path stays. */
  List<Path> files(List<Path> paths) throws CommandException {
    List<Path> all = new ArrayList<>();
    for (Path path : there(paths)) {
      if (Files.isDirectory(path)) {
        folder(path, all);
      } else {
        all.add(path);
      }
    }
    return all;
  }

  private void folder(Path folder, List<Path> all) {
    List<Path> inside = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      entries.forEach(inside::add);
    } catch (IOException | DirectoryIteratorException e) {
      warn.accept(folder + ": cannot be listed: " + e.getMessage());
    }
    inside.sort(ORDER);
    int nested = 0;
    int before = all.size();
    for (Path entry : inside) {
      if (Files.isRegularFile(entry)) {
        all.add(entry);
      } else if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
        nested++;
        if (isRecursive) {
          folder(entry, all);
        }
      }
    }
    if (all.size() == before && !(isRecursive && nested > 0)) {
      warn.accept(folder + ": no file in it, expected pictures or clips");
    }
    if (nested > 0 && !isRecursive) {
      note.accept(
          "%s: %d folder%s in it not read; --recursive reads %s"
              .formatted(folder, nested, nested == 1 ? "" : "s", nested == 1 ? "it" : "them"));
    }
  }

  /** An argument whose bytes are no text names the file whose name looks the same. */
  private static @Nullable Path lookUp(Path path) {
    Path folder = path.toAbsolutePath().getParent();
    if (folder == null || path.toString().indexOf('\uFFFD') < 0) {
      return null;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (String.valueOf(entry.getFileName()).equals(String.valueOf(path.getFileName()))) {
          return entry;
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return null;
    }
    return null;
  }
}
