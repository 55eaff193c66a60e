package org.outrider.agent.hotlist.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.health.Fault;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.trust.TrustedKeys;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.hotlist.custom.Change;
import org.outrider.agent.hotlist.custom.CustomEntries;
import org.outrider.agent.hotlist.custom.EntryDraft;
import org.outrider.agent.hotlist.release.FolderSource;
import org.outrider.agent.hotlist.release.HotListManifest;
import org.outrider.agent.hotlist.release.ImportRules;
import org.outrider.agent.hotlist.release.ReleaseBuilder;
import org.outrider.agent.hotlist.release.ReleaseStore;
import org.outrider.agent.people.iam.Actor;
import org.outrider.agent.policy.Profiles;
import org.outrider.agent.store.SqliteCustomStore;
import org.outrider.agent.store.SqliteHotLists;
import org.outrider.agent.unit.AgentUnit;
import org.outrider.agent.unit.ProfileRules;
import org.outrider.hal.sim.ManualClock;

class ListsInForceTest {
  private static final ProfileRules POLICY = new ProfileRules(Profiles.safest());

  @TempDir Path folder;
  private final Health health = new Health();
  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-21T12:00:00Z"));
  private HotListConfig config;
  private TrustedKeys keys;

  @BeforeEach
  void makeKeys() throws Exception {
    config =
        new HotListConfig(
            Optional.empty(),
            ZoneOffset.UTC,
            Optional.of(folder.resolve("hotlist")),
            Optional.empty());
    SigningKey.make(folder.resolve("keys"), "agency");
    Files.createDirectories(folder.resolve("trusted"));
    Files.copy(folder.resolve("keys/agency.pem"), folder.resolve("trusted/agency.pem"));
    keys = TrustedKeys.of(folder.resolve("trusted"));
  }

  /** What another process does while the unit runs. */
  private void take(long version, String plate) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve(version + ".csv"), "plate,state,category\n" + plate + ",CT,bolo\n");
    Path manifest =
        ReleaseBuilder.build(
            file,
            new ReleaseBuilder.Order("bolo", version, null, "A", clock.utc(), null, "generic"),
            folder.resolve("release-" + version),
            clock.utc());
    HotListManifest signed =
        HotListManifest.read(manifest)
            .signedBy(SigningKey.read(folder.resolve("keys/agency.key.pem")));
    Files.writeString(manifest, signed.json());
    new ReleaseStore(folder.resolve("hotlist"), new SqliteHotLists())
        .install(
            new FolderSource(folder.resolve("release-" + version)),
            keys,
            ImportRules.DEFAULT,
            clock.utc(),
            n -> {});
  }

  private List<FaultCode> faults() {
    return health.faults().stream().map(Fault::code).toList();
  }

  @Test
  @Tag("HL-01")
  void aRunningUnitTakesUpWhatAnotherProcessActivated() throws Exception {
    try (ListsInForce lists =
        new ListsInForce(config, POLICY.listRules(), AgentUnit.LIST_STORAGE, health, clock)) {
      lists.stop(); // no pause before the list before is let go
      assertEquals(List.of(FaultCode.HOTLIST_MISSING), faults());
      take(1, "ZZ10001");
      lists.look();
      assertEquals(List.of(), faults());
      assertEquals(1, lists.get().getFirst().find("ZZ10001").size());
      take(2, "ZZ10002");
      lists.look();
      assertEquals("bolo@2", lists.get().getFirst().edition().toString());
      assertEquals(0, lists.get().getFirst().find("ZZ10001").size());
    }
  }

  @Test
  @Tag("HL-05")
  void aVersionThatCannotBeOpenedIsAFaultAndTheOneBeforeGoesOn() throws Exception {
    take(1, "ZZ10001");
    try (ListsInForce lists =
        new ListsInForce(config, POLICY.listRules(), AgentUnit.LIST_STORAGE, health, clock)) {
      lists.stop();
      take(2, "ZZ10002");
      Files.writeString(folder.resolve("hotlist/bolo/2.db"), "no database");
      lists.look();
      assertEquals(List.of(FaultCode.HOTLIST_UPDATE_FAILED), faults());
      assertEquals(1, lists.get().getFirst().find("ZZ10001").size());
    }
  }

  @Test
  @Tag("HL-06")
  void anOldListIsNeverSilentAboutItsAge() throws Exception {
    take(1, "ZZ10001");
    try (ListsInForce lists =
        new ListsInForce(config, POLICY.listRules(), AgentUnit.LIST_STORAGE, health, clock)) {
      clock.advance(Duration.ofHours(25));
      lists.look();
      assertEquals(List.of(FaultCode.HOTLIST_STALE), faults());
      clock.advance(Duration.ofHours(48));
      lists.look();
      assertEquals(List.of(FaultCode.HOTLIST_UNRELIABLE), faults());
      assertEquals(1, lists.get().getFirst().find("ZZ10001").size());
    }
  }

  @Test
  @Tag("HL-14")
  void anEntryOfAnotherProcessMatchesHereAndIsHandedOnOnce() throws Exception {
    Map<String, String> handedOn = new TreeMap<>();
    try (ListsInForce lists =
        new ListsInForce(config, POLICY.listRules(), AgentUnit.LIST_STORAGE, health, clock)) {
      lists.onRequest(
          (id, at, body) -> {
            handedOn.put(id, new String(body, StandardCharsets.UTF_8));
            return CompletableFuture.completedFuture(null);
          });
      Change made;
      try (SqliteCustomStore other =
          SqliteCustomStore.open(ListsInForce.customFile(folder.resolve("hotlist")))) {
        ProfileRules open = new ProfileRules(Profiles.shipped("new-canaan-14-01-117"));
        made =
            new CustomEntries(other, open.customRules())
                .add(
                    new EntryDraft(
                        "ZZ10007",
                        "US-CT",
                        Category.BOLO,
                        50,
                        "",
                        Map.of("purpose_code", "patrol", "entering_name", "o1"),
                        true,
                        null,
                        "NCIC",
                        clock.utc().plus(Duration.ofHours(1))),
                    new Actor("s1", "supervisor"),
                    clock.utc());
      }
      lists.look();
      assertEquals(1, lists.get().getFirst().find("ZZ10007").size());
      lists.tellCentral();
      assertEquals(List.of(made.changeId()), List.copyOf(handedOn.keySet()));
      lists.tellCentral();
      assertEquals(1, handedOn.size());
      clock.advance(Duration.ofHours(1));
      lists.tellCentral();
      lists.look();
      assertEquals(List.of(), lists.get(), "it has ended");
      assertTrue(handedOn.values().stream().anyMatch(b -> b.contains("\"op\":\"expire\"")));
    }
  }

  @Test
  void damagedEntriesAreAFaultAndTheOtherListsGoOnMatching() throws Exception {
    take(1, "ZZ10001");
    Files.writeString(
        ListsInForce.customFile(folder.resolve("hotlist")),
        "no database, whatever its name".repeat(99));
    try (ListsInForce lists =
        new ListsInForce(config, POLICY.listRules(), AgentUnit.LIST_STORAGE, health, clock)) {
      assertEquals(List.of(FaultCode.CUSTOM_ENTRIES_UNREADABLE), faults());
      assertEquals(1, lists.get().getFirst().find("ZZ10001").size());
      Files.delete(ListsInForce.customFile(folder.resolve("hotlist")));
      lists.look();
      assertEquals(List.of(), faults());
    }
  }

  @Test
  @Tag("HL-05")
  void aFileThatIsMissingEmptyOrBadIsAFaultUntilItIsRight() throws Exception {
    Path file = folder.resolve("own.csv");
    HotListConfig of =
        new HotListConfig(Optional.of(file), ZoneOffset.UTC, Optional.empty(), Optional.empty());
    try (ListsInForce lists =
        new ListsInForce(of, POLICY.listRules(), AgentUnit.LIST_STORAGE, health, clock)) {
      lists.stop();
      assertEquals(List.of(FaultCode.HOTLIST_MISSING), faults());
      assertTrue(health.faults().getFirst().cause().contains("own.csv"));
      assertEquals(List.of(), lists.get());
      Files.writeString(file, "");
      lists.look();
      assertEquals(List.of(FaultCode.HOTLIST_MISSING), faults());
      Files.writeString(file, "plate,state,category\nZZ10001,CT,nonsense\n");
      lists.look();
      assertEquals(List.of(FaultCode.HOTLIST_MISSING), faults());
      Files.writeString(file, "plate,state,category\nZZ10001,CT,bolo\n");
      lists.look();
      assertEquals(
          List.of(),
          faults().stream()
              .filter(c -> c != FaultCode.HOTLIST_UNRELIABLE && c != FaultCode.HOTLIST_STALE)
              .toList());
      assertEquals(1, lists.get().getFirst().find("ZZ10001").size());
      Files.writeString(file, "plate,state,category\nhalf a");
      lists.look();
      assertTrue(faults().contains(FaultCode.HOTLIST_UPDATE_FAILED), faults().toString());
      assertEquals(1, lists.get().getFirst().find("ZZ10001").size(), "the one before goes on");
      Files.writeString(file, "plate,state,category\nZZ10002,CT,bolo\n");
      lists.look();
      assertEquals(1, lists.get().getFirst().find("ZZ10002").size());
      assertFalse(faults().contains(FaultCode.HOTLIST_UPDATE_FAILED));
    }
  }
}
