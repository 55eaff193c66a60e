package org.outrider.agent.people.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.read.Deployment;
import org.outrider.agent.base.read.UnitId;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.store.SqliteAuditStore;
import org.outrider.hal.sim.ManualClock;

class AuditedLogOnTest {
  @TempDir Path folder;
  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-21T12:00:00Z"));

  private List<String> events() throws Exception {
    List<String> out = new ArrayList<>();
    try (SqliteAuditStore store = new SqliteAuditStore(folder.resolve("audit.db"))) {
      store.each(out::add);
    }
    return out;
  }

  @Test
  @Tag("AUD-01")
  void failedLogOnsBeyondSomeAreCountedInTheNextEventAndEachLockoutIsWritten() throws Exception {
    SigningKey.make(folder, "unit");
    try (Audit audit =
        new Audit(
            new UnitId("A", "car-7", Deployment.MOBILE),
            "default@1",
            Keep.END_OF_NEXT_CALENDAR_YEAR,
            new SqliteAuditStore(folder.resolve("audit.db")),
            SigningKey.read(folder.resolve("unit.key.pem")),
            clock,
            new Health())) {
      AuditedLogOn watch = new AuditedLogOn(audit, "default@1", clock);
      for (int i = 0; i < 200; i++) {
        watch.failed("jdoe", "password", false);
      }
      assertEquals(60, events().size());
      watch.failed("jdoe", "password", true);
      assertEquals(61, events().size(), "the lockout, and not the failure");
      assertTrue(events().getLast().contains("\"lockout\""), events().getLast());
      clock.advance(Duration.ofMinutes(1));
      watch.failed("jdoe", "password", false);
      watch.failed("jdoe", "password", false);
      assertEquals(62, events().size());
      assertTrue(
          events().getLast().contains("password; 141 more attempts before it"), events().getLast());
    }
  }
}
