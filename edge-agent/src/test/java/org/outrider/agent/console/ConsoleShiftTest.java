package org.outrider.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.alert.AlertEngine;
import org.outrider.agent.alert.AlertRules;
import org.outrider.agent.disposition.Disposition;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.iam.Actor;
import org.outrider.hal.sim.SimLight;
import org.outrider.hal.sim.SimSounder;

class ConsoleShiftTest {
  private static final Actor JDOE = new Actor("jdoe", "officer");
  private static final int STORM = 200;

  @TempDir Path folder;

  /** Two hits an hour, and two hundred within a minute of the twelfth. */
  @Test
  @Tag("ALR-09")
  void inADayAndAStormNoAlertIsLostAndNoneComesTwice() throws Exception {
    try (Served served = new Served(folder);
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
        served.dispositions().tick();
        engine.tick();
        if (minute % 2 == 0 && minute < 20 * 60) { // somebody answers, but not everything
          var first = served.dispositions().current();
          if (first.isPresent()) {
            Disposition _ = served.dispositions().accept(first.get().hitId(), JDOE);
          }
        }
      }
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
}
