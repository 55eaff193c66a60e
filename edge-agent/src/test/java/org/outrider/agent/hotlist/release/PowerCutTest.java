package org.outrider.agent.hotlist.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.trust.TrustedKeys;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.store.CutDisk;
import org.outrider.agent.store.SqliteHotLists;

/** The power goes while a new list is taken in, on a disk that forgets what was not synced. */
class PowerCutTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final int PLATES = 400;
  private static final int CUTS = 200;

  @TempDir Path folder;
  private CutDisk disk;
  private Path mount;
  private TrustedKeys keys;

  @BeforeEach
  void mount() throws Exception {
    mount = Files.createDirectories(folder.resolve("disk"));
    disk = CutDisk.mount(mount);
    SigningKey.make(folder.resolve("keys"), "agency");
    Files.createDirectories(folder.resolve("trusted"));
    Files.copy(folder.resolve("keys/agency.pem"), folder.resolve("trusted/agency.pem"));
    keys = TrustedKeys.of(folder.resolve("trusted"));
  }

  @AfterEach
  void unmount() throws Exception {
    if (disk != null) { // a part of the machine is missing
      disk.close();
    }
  }

  private static String plate(long version, int i) {
    return (version == 1 ? "ZZ" : "QQ") + "%05d".formatted(i);
  }

  private Path release(long version) throws Exception {
    StringBuilder rows = new StringBuilder("record_id,plate,state,category\n");
    for (int i = 0; i < PLATES; i++) {
      rows.append("R%d,%s,CT,bolo%n".formatted(i, plate(version, i)));
    }
    Path csv = Files.writeString(folder.resolve(version + ".csv"), rows);
    Path out = folder.resolve("release-" + version);
    Path manifest =
        ReleaseBuilder.build(
            csv,
            new ReleaseBuilder.Order("bolo", version, null, "A", NOW, null, "generic"),
            out,
            NOW);
    Files.writeString(
        manifest,
        HotListManifest.read(manifest)
            .signedBy(SigningKey.read(folder.resolve("keys/agency.key.pem")))
            .json());
    return out;
  }

  private ReleaseStore store() {
    return new ReleaseStore(mount.resolve("hotlist"), new SqliteHotLists());
  }

  /** Whether the import came to its end. */
  private boolean install(Path release) throws HotListException {
    try {
      store().install(new FolderSource(release), keys, ImportRules.DEFAULT, NOW, n -> {});
      return true;
    } catch (HotListException e) {
      if (!disk.isDead()) {
        throw e;
      }
      return false;
    }
  }

  /** The version in force, when it is whole and the only one. */
  private long inForce() throws HotListException {
    ReleaseStore store = store();
    store.clear();
    assertEquals(List.of("bolo"), store.listIds());
    try (ReleaseStore.Active active = store.open("bolo")) {
      long version = Long.parseLong(active.list().edition().version());
      assertEquals(PLATES, active.list().size());
      for (int i = 0; i < PLATES; i++) {
        assertEquals(1, active.list().find(plate(version, i)).size());
        assertEquals(0, active.list().find(plate(3 - version, i)).size());
      }
      return version;
    }
  }

  private boolean isOnDisk(String text) throws IOException {
    try (Stream<Path> files = Files.walk(mount)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(text)) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  @Tag("HL-02")
  void atWhateverStepThePowerGoesExactlyOneCompleteListIsInForce() throws Exception {
    Path first = release(1);
    Path second = release(2);
    assertTrue(install(first));
    Map<String, byte[]> before = disk.image();
    disk.begin(before);
    int from = disk.steps();
    assertTrue(install(second));
    int steps = disk.steps() - from;
    Map<Long, Integer> seen = new TreeMap<>();
    Random random = new Random(11);
    for (int cut = 0; cut < CUTS; cut++) {
      disk.begin(before);
      int at = cut < steps ? cut : random.nextInt(steps);
      disk.cutAfter(at);
      boolean isDone = install(second);
      if (cut % 2 == 1) {
        disk.tear(random);
      }
      disk.powerOn();
      long version = inForce();
      seen.merge(version, 1, Integer::sum);
      assertTrue(version == 2 || !isDone, "taken in, and lost by the cut before step " + at);
      if (version == 2) {
        assertFalse(isOnDisk(plate(1, 7)), "an old plate after the cut before step " + at);
      }
    }
    assertTrue(
        seen.getOrDefault(1L, 0) > 10 && seen.getOrDefault(2L, 0) > 0,
        "cuts on both sides of the swap: " + seen + " of " + steps + " steps");
  }
}
