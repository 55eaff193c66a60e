package org.outrider.agent.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.config.UnitConfig;
import org.outrider.agent.health.Fault;
import org.outrider.agent.health.Health;
import org.outrider.agent.hotlist.release.HotListManifest;
import org.outrider.agent.hotlist.release.ListServer;
import org.outrider.agent.hotlist.release.ReleaseBuilder;
import org.outrider.agent.hotlist.release.ReleaseStore;
import org.outrider.agent.policy.Profiles;
import org.outrider.agent.store.SqliteHotLists;
import org.outrider.agent.trust.SigningKey;
import org.outrider.hal.sim.ManualClock;

class ListSyncTest {
  @TempDir Path folder;
  private final Health health = new Health();
  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-21T12:00:00Z"));

  @BeforeEach
  void makeKeys() throws Exception {
    SigningKey.make(folder.resolve("keys"), "agency");
    Files.createDirectories(folder.resolve("trusted"));
    Files.copy(folder.resolve("keys/agency.pem"), folder.resolve("trusted/agency.pem"));
    Files.createDirectories(folder.resolve("release"));
  }

  private void offer(long version) throws Exception {
    Path csv =
        Files.writeString(
            folder.resolve("list.csv"),
            "plate,state,category\nZZ1000%d,CT,bolo\n".formatted(version));
    Path manifest =
        ReleaseBuilder.build(
            csv,
            new ReleaseBuilder.Order("bolo", version, null, "A", clock.utc(), null, "generic"),
            folder.resolve("release"),
            clock.utc());
    Files.writeString(
        manifest,
        HotListManifest.read(manifest)
            .signedBy(SigningKey.read(folder.resolve("keys/agency.key.pem")))
            .json());
  }

  private ListSync sync(URI url) {
    return new ListSync(
        new UnitConfig.SyncConfig(
            List.of(url),
            folder.resolve("trusted"),
            folder.resolve("ca.pem"),
            folder.resolve("unit.pem"),
            folder.resolve("unit.key")),
        folder.resolve("hotlist"),
        new Policy(Profiles.safest()),
        health,
        clock);
  }

  private long inForce() throws Exception {
    ReleaseStore store = new ReleaseStore(folder.resolve("hotlist"), new SqliteHotLists());
    return store.listIds().isEmpty() ? 0 : store.manifest("bolo").version();
  }

  @Test
  @Tag("HL-01")
  void aLookTakesInWhatIsNewerAndNothingTwice() throws Exception {
    offer(1);
    try (ListServer server = new ListServer(folder, folder.resolve("release"))) {
      ListSync sync = sync(server.url());
      assertTrue(sync.look());
      assertEquals(1, inForce());
      assertTrue(sync.look(), "the same again is no failure");
      offer(2);
      assertTrue(sync.look());
      assertEquals(2, inForce());
      assertEquals(List.of(), health.faults());
    }
  }

  @Test
  @Tag("HL-05")
  void whatCannotBeHadOrIsRefusedIsAFaultAndTheListInForceStays() throws Exception {
    offer(2);
    URI url;
    try (ListServer server = new ListServer(folder, folder.resolve("release"))) {
      url = server.url();
      ListSync sync = sync(url);
      assertTrue(sync.look());
      offer(1);
      assertFalse(sync.look());
      Fault fault = health.faults().getFirst();
      assertEquals("HOTLIST_UPDATE_FAILED", fault.code());
      assertTrue(fault.cause().contains("version 2 is in force"), fault.cause());
      offer(3);
      assertTrue(sync.look());
      assertEquals(List.of(), health.faults(), "over with the next success");
    }
    assertFalse(sync(url).look(), "no server");
    assertTrue(health.faults().getFirst().cause().contains("cannot be reached"));
    assertEquals(3, inForce());
  }

  @Test
  @Tag("HL-04")
  void aLogOnLooksAtOnce() throws Exception {
    offer(1);
    try (ListServer server = new ListServer(folder, folder.resolve("release"))) {
      ListSync sync = sync(server.url());
      Thread thread = Thread.ofVirtual().start(sync);
      awaitVersion(1);
      offer(2);
      sync.wake();
      awaitVersion(2);
      sync.stop();
      thread.join();
    }
  }

  private void awaitVersion(long version) throws Exception {
    long end = System.nanoTime() + 20_000_000_000L;
    while (inForce() != version) {
      assertTrue(System.nanoTime() < end, "version " + version + " did not come");
      java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
    }
  }
}
