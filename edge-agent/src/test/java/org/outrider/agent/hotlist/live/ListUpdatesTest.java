package org.outrider.agent.hotlist.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outrider.agent.base.health.Fault;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.tls.TlsFiles;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.hotlist.release.HotListManifest;
import org.outrider.agent.hotlist.release.ListServer;
import org.outrider.agent.hotlist.release.MessageSource;
import org.outrider.agent.hotlist.release.ReleaseBuilder;
import org.outrider.agent.hotlist.release.ReleaseMessage;
import org.outrider.agent.hotlist.release.ReleaseStore;
import org.outrider.agent.policy.Profiles;
import org.outrider.agent.store.SqliteHotLists;
import org.outrider.agent.unit.ProfileRules;
import org.outrider.hal.sim.ManualClock;

class ListUpdatesTest {
  private static final ProfileRules RULES = new ProfileRules(Profiles.safest());

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

  private ListUpdates sync(URI url) {
    return sync(url, RULES.syncInterval());
  }

  private ListUpdates sync(URI url, Duration interval) {
    return new ListUpdates(
        new SyncConfig(
            List.of(url),
            folder.resolve("trusted"),
            Optional.of(
                new TlsFiles(
                    folder.resolve("ca.pem"),
                    folder.resolve("unit.pem"),
                    folder.resolve("unit.key")))),
        new ReleaseStore(folder.resolve("hotlist"), new SqliteHotLists()),
        RULES.importRules(),
        interval,
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
      ListUpdates sync = sync(server.url());
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
      ListUpdates sync = sync(url);
      assertTrue(sync.look());
      offer(1);
      assertFalse(sync.look());
      Fault fault = health.faults().getFirst();
      assertEquals(FaultCode.HOTLIST_UPDATE_FAILED, fault.code());
      assertTrue(fault.cause().contains("version 2 is in force"), fault.cause());
      offer(3);
      assertTrue(sync.look());
      assertEquals(List.of(), health.faults(), "over with the next success");
    }
    assertFalse(sync(url).look(), "no server");
    assertTrue(health.faults().getFirst().cause().contains("cannot be reached"));
    assertEquals(3, inForce());
  }

  private static ReleaseMessage.Part inside(Path release) throws Exception {
    HotListManifest m = HotListManifest.read(release.resolve("manifest.json"));
    return new ReleaseMessage.Part(
        m, new MessageSource(m, Files.readAllBytes(release.resolve(m.object()))));
  }

  private HotListManifest sign(Path release, String object) throws Exception {
    HotListManifest m = HotListManifest.read(release.resolve("manifest.json"));
    String json = m.json().replace(m.object(), object).replaceAll(",\"signature\":\\{[^}]*}", "");
    return HotListManifest.parse("test", json.getBytes(StandardCharsets.UTF_8))
        .signedBy(SigningKey.read(folder.resolve("keys/agency.key.pem")));
  }

  private ListUpdates uplinkAlone() {
    return new ListUpdates(
        new SyncConfig(List.of(), folder.resolve("trusted"), Optional.empty()),
        new ReleaseStore(folder.resolve("hotlist"), new SqliteHotLists()),
        RULES.importRules(),
        RULES.syncInterval(),
        health,
        clock);
  }

  private String cause() {
    assertEquals(FaultCode.HOTLIST_UPDATE_FAILED, health.faults().getFirst().code());
    return health.faults().getFirst().cause();
  }

  @Test
  @Tag("HL-01")
  void whatCentralSendsInOneMessageIsTakenInBaseBeforeDelta() throws Exception {
    offer(5);
    ReleaseMessage.Part base = inside(folder.resolve("release"));
    Path csv =
        Files.writeString(
            folder.resolve("delta.csv"), "plate,state,category\nZZ20007,CT,amber_alert\n");
    Path delta = folder.resolve("delta");
    ReleaseBuilder.build(
        csv,
        new ReleaseBuilder.Order("bolo", 7, 5L, "A", clock.utc(), null, "generic"),
        delta,
        clock.utc());
    Files.writeString(
        delta.resolve("manifest.json"),
        HotListManifest.read(delta.resolve("manifest.json"))
            .signedBy(SigningKey.read(folder.resolve("keys/agency.key.pem")))
            .json());
    ListUpdates sync = uplinkAlone();
    sync.offer(ReleaseMessage.write(List.of(inside(delta))));
    assertFalse(sync.look());
    assertTrue(cause().contains("changes version 5, but none is in force"), cause());
    sync.offer(ReleaseMessage.write(List.of(inside(delta), base)));
    assertTrue(sync.look());
    assertEquals(7, inForce());
    sync.offer(ReleaseMessage.write(List.of(base, inside(delta))));
    assertTrue(sync.look(), "a retained message that comes again is no failure");
    assertEquals(List.of(), health.faults());
    sync.offer(ReleaseMessage.write(List.of(base)));
    assertTrue(sync.look(), "the base of what is in force is in force");
    offer(4);
    sync.offer(ReleaseMessage.write(List.of(inside(folder.resolve("release")))));
    assertFalse(sync.look());
    assertTrue(cause().contains("version 7 is in force, expected a higher one"), cause());
    assertEquals(7, inForce());
  }

  @Test
  @Tag("HL-02")
  void whatNoTrustedKeySignedIsNeitherFetchedNorKept() throws Exception {
    offer(1);
    ListUpdates sync = uplinkAlone();
    SigningKey.make(folder.resolve("strange"), "stranger");
    try (ListServer server = new ListServer(folder, folder.resolve("release"))) {
      HotListManifest strange =
          sign(folder.resolve("release"), server.url().resolve("bolo-1.gz").toString())
              .signedBy(SigningKey.read(folder.resolve("strange/stranger.key.pem")));
      sync.offer(strange.json().getBytes(StandardCharsets.UTF_8));
      assertTrue(cause().contains("key"), cause());
      assertTrue(sync.look(), "nothing waits");
      assertEquals(0, inForce());
    }
    sync.offer("{".getBytes(StandardCharsets.UTF_8));
    assertEquals("message of central: no JSON", cause());
    sync.offer(ReleaseMessage.write(List.of(inside(folder.resolve("release")))));
    assertEquals(List.of(), health.faults(), "a good one ends the fault");
    assertTrue(sync.look());
    assertEquals(1, inForce());
  }

  @Test
  @Tag("HL-01")
  void aManifestOfCentralMayNameTheAddressOfItsFile() throws Exception {
    offer(3);
    try (ListServer server = new ListServer(folder, folder.resolve("release"))) {
      HotListManifest m =
          sign(folder.resolve("release"), server.url().resolve("bolo-3.gz").toString());
      byte[] message = m.json().getBytes(StandardCharsets.UTF_8);
      ListUpdates none = uplinkAlone();
      none.offer(message);
      assertFalse(none.look());
      assertTrue(cause().startsWith("hotlist.ca, certificate and key: (missing)"), cause());
      ListUpdates sync = sync(server.url());
      sync.offer(message);
      assertTrue(sync.look());
      assertEquals(3, inForce());
    }
  }

  @Test
  @Tag("HL-04")
  void aWakeLooksAtOnce() throws Exception {
    offer(1);
    try (ListServer server = new ListServer(folder, folder.resolve("release"))) {
      ListUpdates sync = sync(server.url());
      Thread thread = Thread.ofVirtual().start(sync);
      awaitVersion(1);
      offer(2);
      sync.wake();
      awaitVersion(2);
      sync.stop();
      thread.join();
    }
  }

  @Test
  @Tag("HL-04")
  void aLookFollowsEachInterval() throws Exception {
    offer(1);
    try (ListServer server = new ListServer(folder, folder.resolve("release"))) {
      ListUpdates sync = sync(server.url(), Duration.ofMillis(200));
      Thread thread = Thread.ofVirtual().start(sync);
      awaitVersion(1);
      offer(2);
      awaitVersion(2); // nobody wakes it
      sync.stop();
      thread.join();
    }
  }

  @Test
  @Tag("HL-04")
  void theIntervalIsThatOfTheProfile() {
    assertEquals(Duration.ofHours(12), RULES.syncInterval());
  }

  private void awaitVersion(long version) throws Exception {
    long end = System.nanoTime() + 20_000_000_000L;
    while (inForce() != version) {
      assertTrue(System.nanoTime() < end, "version " + version + " did not come");
      java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://list_server/bolo-5.gz", "https://", "https://h:99999/x", "https:x"})
  @Tag("HL-05")
  void aSignedManifestWithAnUnusableAddressIsAFaultAndTheNextReleaseIsInstalled(String address)
      throws Exception {
    offer(5);
    HotListManifest bad = sign(folder.resolve("release"), address);
    try (ListServer server = new ListServer(folder, folder.resolve("release"))) {
      ListUpdates sync = sync(server.url());
      String json = bad.json();
      Path manifest = folder.resolve("release/manifest.json");
      String good = Files.readString(manifest);
      Files.writeString(manifest, json);
      assertFalse(sync.look());
      assertTrue(cause().contains("is no usable address, expected https://HOST/PATH"), cause());
      if (address.startsWith("https://")) { // else it is no message of central at all
        sync.offer(json.getBytes(StandardCharsets.UTF_8));
        assertFalse(sync.look());
      }
      Files.writeString(manifest, good);
      assertTrue(sync.look());
      assertEquals(5, inForce());
      assertEquals(List.of(), health.faults());
    }
  }

  @Test
  @Tag("HL-05")
  void anAddressOfTheConfigurationThatCannotBeUsedIsAFault() throws Exception {
    try (ListServer _ = new ListServer(folder, folder.resolve("release"))) {
      assertFalse(sync(URI.create("https://list_server/manifest.json")).look());
      assertTrue(cause().contains("is no usable address"), cause());
    }
  }

  @Test
  @Tag("HL-05")
  void twoChannelsOfOneListDoNotQuarrel() throws Exception {
    offer(1);
    try (ListServer server = new ListServer(folder, folder.resolve("release"))) {
      ListUpdates sync = sync(server.url());
      assertTrue(sync.look());
      clock.advance(Duration.ofHours(1));
      String old = Files.readString(folder.resolve("release/manifest.json"));
      offer(2);
      sync.offer(ReleaseMessage.write(List.of(inside(folder.resolve("release")))));
      Files.writeString(folder.resolve("release/manifest.json"), old); // the mirror is behind
      assertTrue(sync.look(), health.faults().toString());
      assertEquals(2, inForce());
      assertTrue(sync.look(), "nothing to do");
      assertEquals(List.of(), health.faults());
    }
  }

  @Test
  @Tag("HL-05")
  void aFaultOfOneChannelEndsOnceAnotherHasBroughtTheNewerVersion() throws Exception {
    offer(1);
    try (ListServer server = new ListServer(folder, folder.resolve("release"))) {
      ListUpdates sync = sync(server.url());
      Path manifest = folder.resolve("release/manifest.json");
      HotListManifest unusable = sign(folder.resolve("release"), "https://list_server/x");
      Files.writeString(manifest, unusable.json());
      assertFalse(sync.look());
      offer(2);
      sync.offer(ReleaseMessage.write(List.of(inside(folder.resolve("release")))));
      Files.writeString(manifest, unusable.json());
      assertFalse(sync.look(), "the address is tried before the message");
      assertTrue(sync.look());
      assertEquals(List.of(), health.faults());
      assertEquals(2, inForce());
    }
  }

  @Test
  @Tag("HL-06")
  void anExtractFromTheFutureOrOlderThanTheOneInForceIsRefused() throws Exception {
    Instant today = clock.utc();
    offer(1);
    try (ListServer server = new ListServer(folder, folder.resolve("release"))) {
      ListUpdates sync = sync(server.url());
      assertTrue(sync.look());
      extracted(2, today.minus(Duration.ofDays(3)));
      assertFalse(sync.look());
      assertTrue(cause().contains("expected a newer extract"), cause());
      extracted(3, Instant.parse("9999-01-01T00:00:00Z"));
      assertFalse(sync.look());
      assertTrue(cause().contains("extracted at 9999-01-01T00:00:00Z, expected"), cause());
      assertEquals(1, inForce());
      extracted(4, today.plus(Duration.ofHours(1)));
      assertTrue(sync.look(), "clocks may differ a little");
      assertEquals(4, inForce());
      assertEquals(List.of(), health.faults());
    }
  }

  /** Offers a release of a list that was extracted at another time. */
  private void extracted(long version, Instant at) throws Exception {
    Path csv =
        Files.writeString(
            folder.resolve("list.csv"),
            "plate,state,category\nZZ1000%d,CT,bolo\n".formatted(version));
    Path manifest =
        ReleaseBuilder.build(
            csv,
            new ReleaseBuilder.Order("bolo", version, null, "A", at, null, "generic"),
            folder.resolve("release"),
            clock.utc());
    Files.writeString(
        manifest,
        HotListManifest.read(manifest)
            .signedBy(SigningKey.read(folder.resolve("keys/agency.key.pem")))
            .json());
  }
}
