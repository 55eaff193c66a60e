package org.outrider.agent.upkeep.update;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.tls.UnitTls;
import org.outrider.hal.sim.ManualClock;

/** The whole course of an update, as a real hawkBit server sees it. */
class HawkBitTest {
  private static final String UNIT = "car-7";

  @TempDir static Path place;
  private static HawkBitStand stand;

  @TempDir Path folder;

  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-21T12:00:00Z"));
  private final byte[] bundle = new byte[700_000];
  private long dailyBytes;

  @BeforeAll
  static void serve() throws Exception {
    stand = new HawkBitStand(place);
  }

  @AfterAll
  static void stop() {
    if (stand != null) {
      stand.close();
    }
  }

  @BeforeEach
  void fill() throws Exception {
    new Random(7).nextBytes(bundle);
    Files.createDirectories(folder.resolve("outcomes"));
  }

  private UpdateFetch.Result step(String unit, String token, String running) throws Exception {
    UpdateSettings settings =
        new UpdateSettings(
            stand.base(),
            true,
            stand.ca(),
            Optional.empty(),
            folder.resolve("update"),
            folder.resolve("outcomes"),
            List.of(),
            dailyBytes);
    try (HawkBit server =
        new HawkBit(stand.base(), unit, "TargetToken " + token, UnitTls.client(stand.ca()))) {
      return new UpdateFetch(settings, () -> true, clock::utc).step(server, running, (n, of) -> {});
    }
  }

  @Test
  void anUpdateIsFetchedOverTwoDaysRunsAndTheServerHearsEachStage() throws Exception {
    stand.unit(UNIT, "secret-7");
    assertEquals(UpdateFetch.Outcome.NOTHING, step(UNIT, "secret-7", "0.1.0").outcome());
    assertEquals(
        "0.1.0",
        stand.call("GET", "/targets/" + UNIT + "/attributes", "").path("version").asText());

    String action = stand.assign(UNIT, "9.0.1", "outrider-9.0.1-amd64.raucb", bundle);
    dailyBytes = 400_000;
    assertEquals(UpdateFetch.Outcome.WAITS_FOR_BUDGET, step(UNIT, "secret-7", "0.1.0").outcome());
    clock.advance(Duration.ofDays(1));
    assertEquals(UpdateFetch.Outcome.FETCHED, step(UNIT, "secret-7", "0.1.0").outcome());
    assertArrayEquals(bundle, Files.readAllBytes(folder.resolve("update/ready.raucb")));

    Files.writeString(folder.resolve("outcomes/9.0.1"), "booted\n");
    assertEquals(UpdateFetch.Outcome.FETCHED, step(UNIT, "secret-7", "9.0.1").outcome());
    assertFalse(stand.said(UNIT, action).contains("finished"), "it is on trial");
    Files.writeString(folder.resolve("outcomes/9.0.1"), "kept\n");
    assertEquals(UpdateFetch.Outcome.DONE, step(UNIT, "secret-7", "9.0.1").outcome());
    assertEquals("finished", stand.said(UNIT, action).getLast());
    assertEquals(
        "in_sync", stand.call("GET", "/targets/" + UNIT, "").path("updateStatus").asText());
    assertEquals(UpdateFetch.Outcome.NOTHING, step(UNIT, "secret-7", "9.0.1").outcome());
  }

  @Test
  void whatWasGivenUpIsAFailureAtTheServer() throws Exception {
    stand.unit("car-8", "secret-8");
    String action = stand.assign("car-8", "9.1.0", "outrider-9.1.0-amd64.raucb", bundle);
    assertEquals(UpdateFetch.Outcome.FETCHED, step("car-8", "secret-8", "0.1.0").outcome());
    Files.writeString(folder.resolve("outcomes/9.1.0"), "given-up it did not read\n");
    assertEquals(UpdateFetch.Outcome.FAILED, step("car-8", "secret-8", "0.1.0").outcome());
    assertEquals("error", stand.said("car-8", action).getLast());
  }

  @Test
  void anUpdateIsTakenBackBeforeItIsInstalledAndNotAfter() throws Exception {
    stand.unit("car-9", "secret-9");
    String action = stand.assign("car-9", "9.2.0", "outrider-9.2.0-amd64.raucb", bundle);
    step("car-9", "secret-9", "0.1.0");
    stand.call("DELETE", "/targets/car-9/actions/" + action, "");
    assertEquals(UpdateFetch.Outcome.NOTHING, step("car-9", "secret-9", "0.1.0").outcome());
    assertFalse(Files.exists(folder.resolve("update/ready.raucb")));
    assertEquals("canceled", stand.said("car-9", action).getLast());

    String late = stand.assign("car-9", "9.3.0", "outrider-9.3.0-amd64.raucb", bundle);
    step("car-9", "secret-9", "0.1.0");
    Files.writeString(folder.resolve("outcomes/9.3.0"), "booted\n");
    stand.call("DELETE", "/targets/car-9/actions/" + late, "");
    step("car-9", "secret-9", "9.3.0");
    assertEquals("cancel_rejected", stand.said("car-9", late).getLast());
  }

  @Test
  void whatIsNoBundleAndAWrongTokenAreNamed() throws Exception {
    stand.unit("car-10", "secret-10");
    String refused =
        assertThrows(UpdateException.class, () -> step("car-10", "guess", "0.1.0")).getMessage();
    assertTrue(
        refused.endsWith("/DEFAULT/controller/v1/car-10: status 401, expected 200"), refused);
    stand.assign("car-10", "9.4.0", "readme.txt", bundle);
    String problem =
        assertThrows(UpdateException.class, () -> step("car-10", "secret-10", "0.1.0"))
            .getMessage();
    assertTrue(problem.contains("expected one that ends in .raucb"), problem);
  }
}
