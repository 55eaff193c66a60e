package org.outrider.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.alert.AlertEngine;
import org.outrider.agent.alert.AlertRules;
import org.outrider.agent.alert.disposition.Disposition;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.plate.PlateText;
import org.outrider.agent.base.read.ImageRef;
import org.outrider.agent.base.read.Picture;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.people.iam.Actor;
import org.outrider.agent.store.SqliteStore;
import org.outrider.hal.sim.ManualClock;
import org.outrider.hal.sim.SimLight;
import org.outrider.hal.sim.SimSounder;

class ConsoleShiftTest {
  private static final Actor JDOE = new Actor("jdoe", "officer");
  private static final int STORM = 200;

  /** 1 030 an hour. */
  private static final double READS_A_MINUTE = 1030 / 60.0;

  /** Of a plate's picture. */
  private static final int PATCH_BYTES = 3000;

  /** A tenth of what the alerts of a day would take, were each remembered with its sound. */
  private static final long FLAT_BYTES = 4L << 20;

  @TempDir Path folder;

  /** Two hits an hour among the reads, and two hundred within a minute of the twelfth. */
  @Test
  @Tag("ALR-09")
  void inADayAndAStormNoAlertIsLostNoneComesTwiceAndMemoryStaysFlat() throws Exception {
    ManualClock time = new ManualClock(Served.NOW);
    try (SqliteStore store = SqliteStore.open(folder.resolve("unit.db"), new Health(), time::utc);
        Served served = new Served(folder, store);
        AlertEngine engine =
            new AlertEngine(
                SimSounder.create(),
                new SimLight(),
                served.health,
                served.clock,
                Duration.ofSeconds(60),
                AlertRules.DEFAULT)) {
      engine.addScreen(served.dispositions()::present);
      engine.addScreen(served.console::alert);
      List<UUID> raised = new ArrayList<>();
      int heldBack = 0;
      int reads = 0;
      long early = 0;
      for (int minute = 0; minute < 24 * 60; minute++) {
        int hits = minute == 12 * 60 + 5 ? STORM : minute % 30 == 0 ? 1 : 0;
        for (int i = 0; i < hits; i++) {
          served.clock.advance(Duration.ofMillis(250));
          String plate = "ABC" + raised.size();
          var entry = Served.entry("e" + raised.size(), plate, Category.BOLO, "");
          raised.add(served.raise(engine, plate, entry).orElseThrow());
          heldBack += served.raise(engine, plate, entry).isEmpty() ? 1 : 0; // seen once more
        }
        served.clock.advance(Duration.ofMinutes(1));
        for (; reads < (minute + 1) * READS_A_MINUTE; reads++) {
          read(served, store, reads);
        }
        store.flush().join();
        served.dispositions().tick();
        engine.tick();
        if (minute % 2 == 0 && minute < 20 * 60) { // somebody answers, but not everything
          var first = served.dispositions().current();
          if (first.isPresent()) {
            Disposition _ = served.dispositions().accept(first.get().hitId(), JDOE);
          }
        }
        if (minute == 4 * 60) {
          early = heapBytes();
        }
      }
      long grown = heapBytes() - early;
      assertTrue(grown < FLAT_BYTES, "heap grew by %d KB in 20 h".formatted(grown >> 10));
      assertEquals(24 * 1030, store.counts().get("reads_stored"));
      assertEquals(48 + STORM, raised.size());
      assertEquals(raised.size(), heldBack, "the same vehicle within the cool-down");
      List<UUID> known = served.dispositions().all().stream().map(Disposition::hitId).toList();
      assertEquals(new HashSet<>(raised), new HashSet<>(known));
      assertEquals(raised.size(), known.size(), "none twice");
      long answered =
          served.dispositions().all().stream()
              .filter(d -> d.state() == Disposition.State.ACCEPTED)
              .count();
      List<Disposition> missed = served.dispositions().missed();
      assertEquals(raised.size() - answered, missed.size(), "all others are on the missed list");
      assertTrue(missed.size() >= 8, "of the last four hours at least");
      String page = served.as("officer").get("/").body();
      assertTrue(page.contains((missed.size() - 1) + " more wait"), "and on the page");
    }
  }

  /** A vehicle that nobody looks for: matched and stored. */
  private static void read(Served served, SqliteStore store, int number) {
    String plate = "R%05d".formatted(number);
    var found = served.matcher().match(PlateText.of(plate), List.of(), null, served.clock.utc());
    assertTrue(found.matches().isEmpty());
    byte[] patch = new byte[PATCH_BYTES];
    new Random(number).nextBytes(patch);
    String readId = new UUID(1, number).toString();
    CompletableFuture<Void> _ =
        store.storeRead(
            readId,
            served.clock.utc(),
            true,
            "{\"read_id\":\"%s\"}".formatted(readId).getBytes(StandardCharsets.UTF_8),
            List.of(Picture.jpeg(ImageRef.Role.PLATE_PATCH, patch, 240, 80)));
  }

  private static long heapBytes() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) { // what only a cleaner lets go takes a second collection
      System.gc();
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }
}
