package org.outrider.agent.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.custom.Change;
import org.outrider.agent.hotlist.custom.CustomEntry;
import org.outrider.agent.hotlist.custom.EntryDraft;
import org.outrider.agent.people.iam.Actor;

/** The power goes while people's own entries are written. */
class PowerCutTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Actor SUPERVISOR = new Actor("s1", "supervisor");

  @TempDir Path folder;

  private static Change change(int i) {
    EntryDraft draft =
        new EntryDraft(
            "ZZ%05d".formatted(i),
            null,
            Category.BOLO,
            50,
            "",
            Map.of(),
            true,
            null,
            null,
            NOW.plus(Duration.ofDays(1)));
    String id = "e%05d".formatted(i);
    return new Change(
        "c" + id,
        "add",
        SUPERVISOR,
        NOW,
        new CustomEntry(
            id, draft, CustomEntry.Status.ACTIVE, SUPERVISOR, SUPERVISOR, NOW, NOW, "", NOW));
  }

  @Test
  @Tag("HL-14")
  void anEntryThatWasTakenIsThereAfterAPowerCutWholeAndReadable() throws Exception {
    Path mount = Files.createDirectories(folder.resolve("disk"));
    Random random = new Random(3);
    try (CutDisk disk = CutDisk.mount(mount)) {
      Path file = mount.resolve("custom.db");
      SqliteCustomStore.open(file).close();
      int made = 0;
      for (int cut = 0; cut < 60; cut++) {
        List<String> taken = new ArrayList<>();
        SqliteCustomStore store = SqliteCustomStore.open(file);
        store.entries().forEach(e -> taken.add(e.entryId()));
        disk.cutAfter(random.nextInt(40));
        try {
          for (int i = 0; i < 8; i++) {
            Change next = change(made++);
            store.save(next);
            taken.add(next.entry().entryId());
          }
        } catch (HotListException e) {
          // the power is gone
        }
        disk.tear(random);
        closeWithoutPower(store);
        disk.powerOn();
        try (SqliteCustomStore again = SqliteCustomStore.open(file)) {
          List<String> there = again.entries().stream().map(CustomEntry::entryId).toList();
          List<String> lost = new ArrayList<>(taken);
          lost.removeAll(there);
          assertEquals(List.of(), lost, "taken, and lost by cut " + cut);
        }
      }
    }
  }

  private static void closeWithoutPower(SqliteCustomStore store) {
    try {
      store.close();
    } catch (IllegalStateException e) {
      // nothing can be written any more
    }
  }
}
