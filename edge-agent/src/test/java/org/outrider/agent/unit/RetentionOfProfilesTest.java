package org.outrider.agent.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.link.uplink.OutboxLane;
import org.outrider.agent.policy.Profiles;
import org.outrider.agent.record.retention.Hold;
import org.outrider.agent.record.retention.Purged;
import org.outrider.agent.record.retention.Retention;
import org.outrider.agent.record.retention.RetentionRules;
import org.outrider.agent.store.SqliteStore;
import org.outrider.hal.sim.ManualClock;

/** How long each source policy lets a unit keep what central never had: to the second. */
class RetentionOfProfilesTest {
  private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock(START);

  private static RetentionRules rules(String profile, Integer siteDays) throws Exception {
    return ProfileRules.checked(Profiles.shipped(profile), Optional.ofNullable(siteDays))
        .retentionRules(1L << 30);
  }

  private int daysKept(RetentionRules rules) throws Exception {
    Retention.Witness witness =
        new Retention.Witness() {
          @Override
          public boolean purged(Purged purged) {
            return true;
          }

          @Override
          public boolean ended(Hold hold) {
            return true;
          }
        };
    try (SqliteStore store =
        SqliteStore.open(folder.resolve("unit.db"), new Health(), clock::utc)) {
      Retention retention = new Retention(rules, store.retention(), witness, clock, new Health());
      store.storeRead("r1", START, true, "{}".getBytes(StandardCharsets.UTF_8), List.of());
      for (int day = 1; day <= 400; day++) {
        clock.advance(Duration.ofDays(1).minusSeconds(1));
        store.flush().join();
        retention.tick();
        if (store.body(OutboxLane.READ, "r1") == null) {
          return -day; // before the day was over
        }
        clock.advance(Duration.ofSeconds(1));
        retention.tick();
        if (store.body(OutboxLane.READ, "r1") == null) {
          return day;
        }
      }
      return 0;
    }
  }

  @ParameterizedTest(name = "{0}: {1} days")
  @CsvSource({
    "default, 30,",
    "glastonbury-41-11, 30,",
    "clinton-12-10, 21, 21",
    "kentucky-alpr, 30,",
    "new-canaan-14-01-117, 14,",
    "glendora-424, 0,",
    "glastonbury-41-11, 10, 10"
  })
  @Tag("RET-01")
  void aReadThatCentralNeverHadIsGoneAtTheEndOfThePolicysLastDay(
      String profile, int days, Integer siteDays) throws Exception {
    assertEquals(days, daysKept(rules(profile, siteDays)));
  }

  @Test
  @Tag("RET-01")
  void glendoraBindsCentralForAYearAndLetsTheUnitGoOnceCentralHasIt() throws Exception {
    RetentionRules rules = rules("glendora-424", null);
    assertEquals(Optional.of(START.plus(Duration.ofDays(365))), rules.notBefore(START));
    assertEquals(Optional.empty(), rules.purgeAfter(START));
    assertEquals(Duration.ofHours(24), rules.hitsAfterStored());
  }
}
