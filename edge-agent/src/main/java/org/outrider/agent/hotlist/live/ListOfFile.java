package org.outrider.agent.hotlist.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.hotlist.HotList;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.release.ImportRules;
import org.outrider.agent.hotlist.release.ListFile;

/**
 * The list of {@code hotlist.file}, read again whenever the file changes. A file that is missing or
 * not right is a fault; the list that was read before it, if any, stays. Used by one thread.
 */
final class ListOfFile {
  private static final String SUBJECT = "hotlist.file";

  private final Path file;
  private final ZoneId zone;
  private final ImportRules rules;
  private final Health health;
  private String seen = "";
  private @Nullable HotList list;

  ListOfFile(Path file, ZoneId zone, ImportRules rules, Health health) {
    this.file = file;
    this.zone = zone;
    this.rules = rules;
    this.health = health;
  }

  /** The list last read; empty while none could be. */
  Optional<HotList> list() {
    return Optional.ofNullable(list);
  }

  /** Looks at the file; true when another list was read. */
  boolean look() {
    String now = stamp();
    if (now.equals(seen)) {
      return false;
    }
    seen = now;
    try {
      list = ListFile.read(file, rules, zone);
      health.clear(FaultCode.HOTLIST_MISSING, SUBJECT);
      health.clear(FaultCode.HOTLIST_UPDATE_FAILED, SUBJECT);
      return true;
    } catch (HotListException e) {
      health.raise(
          list == null ? FaultCode.HOTLIST_MISSING : FaultCode.HOTLIST_UPDATE_FAILED,
          SUBJECT,
          String.valueOf(e.getMessage()));
      return false;
    }
  }

  /** Changes with the file. */
  private String stamp() {
    try {
      BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class);
      return a.lastModifiedTime() + " " + a.size() + " " + a.fileKey();
    } catch (IOException e) {
      return "cannot be read";
    }
  }
}
