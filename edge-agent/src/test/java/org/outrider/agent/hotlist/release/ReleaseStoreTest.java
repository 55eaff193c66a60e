package org.outrider.agent.hotlist.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.plate.PlateText;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.trust.TrustedKeys;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.match.MatchRules;
import org.outrider.agent.hotlist.match.Matcher;
import org.outrider.agent.store.SqliteHotLists;

class ReleaseStoreTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  @TempDir Path folder;
  private ReleaseStore store;
  private TrustedKeys keys;

  @BeforeEach
  void makeKeys() throws Exception {
    SigningKey.make(folder.resolve("keys"), "agency");
    Files.createDirectories(folder.resolve("trusted"));
    Files.copy(folder.resolve("keys/agency.pem"), folder.resolve("trusted/agency.pem"));
    keys = TrustedKeys.of(folder.resolve("trusted"));
    store = new ReleaseStore(folder.resolve("hotlist"), new SqliteHotLists());
  }

  private Path release(long version, @Nullable Long base, String... rows) throws Exception {
    return signedBy("agency", version, base, rows);
  }

  private Path signedBy(String key, long version, @Nullable Long base, String... rows)
      throws Exception {
    Path file = folder.resolve("list-" + version + ".csv");
    Files.writeString(file, "op,record_id,plate,state,category\n" + String.join("\n", rows) + "\n");
    Path out = folder.resolve("release-" + version + "-" + key);
    Path manifest =
        ReleaseBuilder.build(
            file,
            new ReleaseBuilder.Order("ncic", version, base, "NCIC", NOW, null, "generic"),
            out,
            NOW);
    Path secret = folder.resolve("keys/" + key + ".key.pem");
    Files.writeString(
        manifest, HotListManifest.read(manifest).signedBy(SigningKey.read(secret)).json());
    return out;
  }

  private ReleaseStore.Installed install(Path release) throws HotListException {
    return install(release, ImportRules.DEFAULT);
  }

  private ReleaseStore.Installed install(Path release, ImportRules rules) throws HotListException {
    return store.install(new FolderSource(release), keys, rules, NOW, n -> {});
  }

  private String refused(Path release) {
    return String.valueOf(
        assertThrows(HotListException.class, () -> install(release)).getMessage());
  }

  private List<String> found(String plate) throws HotListException {
    try (ReleaseStore.Active active = store.open("ncic")) {
      return new Matcher(() -> List.of(active.list()), MatchRules.DEFAULT)
          .match(PlateText.of(plate), List.of(), null, NOW).matches().stream()
              .map(m -> m.entry().entryId() + " of " + m.edition().version())
              .toList();
    }
  }

  @Test
  @Tag("HL-01")
  void aNewVersionReplacesTheOldOne() throws Exception {
    install(release(1, null, "add,A,ZZ10001,CT,bolo"));
    assertEquals(List.of("A of 1"), found("ZZ10001"));
    assertEquals(1L, install(release(2, null, "add,B,ZZ10002,CT,bolo")).replaced());
    assertEquals(List.of(), found("ZZ10001"));
    assertEquals(List.of("B of 2"), found("ZZ10002"));
  }

  @Test
  @Tag("HL-02")
  // not in the database, a journal, a temporary or a staging file
  void afterASwapNoByteOfAnOldPlateIsFoundInAnyFile() throws Exception {
    List<String> old = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      old.add("add,A%d,ZZ%05d,CT,bolo".formatted(i, i));
    }
    install(release(1, null, old.toArray(String[]::new)));
    assertTrue(contains("ZZ00017"), "control: the search finds what is there");
    List<String> next = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      next.add("add,B%d,QQ%05d,CT,bolo".formatted(i, i));
    }
    install(release(2, null, next.toArray(String[]::new)));
    assertFalse(contains("ZZ00017"));
    assertFalse(contains("ZZ02999"));
    assertTrue(contains("QQ00017"));
  }

  private boolean contains(String plate) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("hotlist"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(plate)) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  @Tag("HL-03")
  void theManifestsOfOldVersionsStay() throws Exception {
    install(release(1, null, "add,A,ZZ10001,CT,bolo"));
    install(release(2, null, "add,B,ZZ10002,CT,bolo"));
    assertTrue(Files.exists(folder.resolve("hotlist/ncic/1.manifest.json")));
    assertFalse(Files.exists(folder.resolve("hotlist/ncic/1.db")));
  }

  @Test
  void aDeltaAddsChangesAndTakesAway() throws Exception {
    install(
        release(
            1, null, "add,A,ZZ10001,CT,bolo", "add,B,ZZ10002,CT,bolo", "add,C,ZZ10003,CT,bolo"));
    install(
        release(2, 1L, "add,D,ZZ10004,CT,amber_alert", "update,B,ZZ10022,CT,bolo", "delete,C,,,"));
    assertEquals(List.of("D of 2"), found("ZZ10004"));
    assertEquals(List.of("A of 2"), found("ZZ10001"));
    assertEquals(List.of(), found("ZZ10002"));
    assertEquals(List.of("B of 2"), found("ZZ10022"));
    assertEquals(List.of(), found("ZZ10003"));
    install(release(3, 1L, "delete,A,,,"));
    assertEquals(List.of(), found("ZZ10001"));
    assertEquals(List.of("C of 3"), found("ZZ10003"));
    assertFalse(contains("ZZ10022"), "the delta before is gone");
  }

  @Test
  void whatIsWrongIsRefusedByNameAndTheOldListStays() throws Exception {
    install(
        release(
            5, null, "add,A,ZZ10001,CT,bolo", "add,B,ZZ10002,CT,bolo", "add,C,ZZ10003,CT,bolo"));
    assertTrue(refused(release(4, null, "add,A,QQ1,CT,bolo")).contains("version 5 is in force"));
    assertTrue(
        refused(release(6, 3L, "add,A,QQ1,CT,bolo")).contains("changes version 3, but 5 is"));
    assertTrue(
        refused(release(7, null, "add,A,QQ1,CT,bolo")).contains("1 record after 3, expected"));
    SigningKey.make(folder.resolve("keys"), "stranger");
    assertTrue(
        refused(signedBy("stranger", 8, null, "add,A,QQ1,CT,bolo")).contains("expected any of ["));
    ImportRules fbi = new ImportRules(Set.of("FBI"), Set.of(), 0, 1, 4, 4);
    Path other = release(9, null, "add,A,QQ1,CT,bolo");
    assertTrue(
        String.valueOf(assertThrows(HotListException.class, () -> install(other, fbi)).getMessage())
            .contains("source NCIC, expected any of [FBI]"));
    assertEquals(List.of("A of 5"), found("ZZ10001"));
  }

  @Test
  @Tag("HL-05")
  void anAlteredManifestOrListIsRefused() throws Exception {
    Path release = release(1, null, "add,A,ZZ10001,CT,bolo");
    Path manifest = release.resolve("manifest.json");
    String signed = Files.readString(manifest);
    Files.writeString(manifest, signed.replace("\"version\":1", "\"version\":2"));
    assertTrue(refused(release).contains("does not hold"));
    Files.writeString(manifest, signed.replaceFirst(",\"signature\":\\{[^}]*}", ""));
    assertTrue(refused(release).contains("unsigned"));
    Files.writeString(manifest, signed);
    Path object = release.resolve("ncic-1.gz");
    byte[] bytes = Files.readAllBytes(object);
    bytes[bytes.length / 2] ^= 1;
    Files.write(object, bytes);
    assertTrue(refused(release).contains("SHA-256 of the file is"));
    Files.write(object, java.util.Arrays.copyOf(bytes, bytes.length - 3));
    assertTrue(refused(release).contains("bytes came"));
    assertEquals(List.of(), store.listIds());
  }

  @Test
  void aCopyThatWasCutGoesOnWhereItStopped() throws Exception {
    List<String> rows = new ArrayList<>();
    Random random = new Random(3);
    for (int i = 0; i < 2000; i++) {
      rows.add("add,A%d,ZZ%05d,CT,bolo".formatted(random.nextInt(), i));
    }
    Path release = release(1, null, rows.toArray(String[]::new));
    for (int tenth = 1; tenth < 10; tenth++) {
      Cut cut = new Cut(release, tenth);
      HotListException e =
          assertThrows(
              HotListException.class,
              () -> store.install(cut, keys, ImportRules.DEFAULT, NOW, n -> {}));
      assertTrue(String.valueOf(e.getMessage()).contains("link lost"), e.getMessage());
      store.clear();
      assertEquals(tenth > 1, cut.askedFrom > 0, "goes on at " + cut.askedFrom);
    }
    Cut last = new Cut(release, 10);
    store.install(last, keys, ImportRules.DEFAULT, NOW, n -> {});
    assertTrue(last.askedFrom > Files.size(release.resolve("ncic-1.gz")) / 2);
    assertEquals(1, found("ZZ00042").size());
  }

  /** A source whose link is lost when so many tenths of the file have come. */
  private static final class Cut implements ReleaseSource {
    private final FolderSource source;
    private final int tenth;
    long askedFrom = -1;

    Cut(Path release, int tenth) {
      this.source = new FolderSource(release);
      this.tenth = tenth;
    }

    @Override
    public HotListManifest manifest() throws HotListException {
      return source.manifest();
    }

    @Override
    public InputStream object(HotListManifest manifest, long from) throws IOException {
      askedFrom = from;
      byte[] all = source.object(manifest, 0).readAllBytes();
      int end = all.length * tenth / 10;
      return new InputStream() {
        private int at = (int) from;

        @Override
        public int read() throws IOException {
          if (at >= end && end < all.length) {
            throw new IOException("link lost");
          }
          return at < all.length ? all[at++] & 0xff : -1;
        }
      };
    }

    @Override
    public String name() {
      return "cut";
    }
  }

  @Test
  void aUnitThatStartsDuringAnImportLeavesItsFilesAlone() throws Exception {
    install(release(1, null, "add,A,ZZ10001,CT,bolo"));
    FolderSource next = new FolderSource(release(2, null, "add,B,ZZ10002,CT,bolo"));
    Path atWork = folder.resolve("hotlist/ncic/staging/run-0");
    boolean[] stays = {false};
    ReleaseSource watched =
        new ReleaseSource() {
          @Override
          public HotListManifest manifest() throws HotListException {
            return next.manifest();
          }

          @Override
          public InputStream object(HotListManifest manifest, long from) throws IOException {
            Files.writeString(atWork, "rows");
            try {
              new ReleaseStore(folder.resolve("hotlist"), new SqliteHotLists()).clear();
            } catch (HotListException e) {
              throw new IOException(e);
            }
            stays[0] = Files.exists(atWork);
            return next.object(manifest, from);
          }

          @Override
          public String name() {
            return "watched";
          }
        };
    store.install(watched, keys, ImportRules.DEFAULT, NOW, n -> {});
    assertTrue(stays[0]);
    assertFalse(Files.exists(atWork), "the import itself clears");
    assertEquals(List.of("B of 2"), found("ZZ10002"));
  }

  @Test
  @Tag("HL-15")
  void forbiddenCategoriesNeverGetOntoTheUnit() throws Exception {
    ReleaseStore.Installed done =
        install(release(1, null, "add,A,ZZ10001,CT,bolo", "add,B,ZZ10002,CT,immigration"));
    assertEquals(java.util.Map.of(Category.IMMIGRATION, 1L), done.report().dropped());
    assertFalse(contains("ZZ10002"));
  }

  @Test
  void onePlateInSeveralRecordsStaysSeveral() throws Exception {
    install(
        release(
            1,
            null,
            "add,A,ZZ1000O,CT,bolo",
            "add,B,ZZ10000,NY,stolen_vehicle",
            "add,C,ZZ10000,CT,bolo"));
    assertEquals(3, found("ZZ10000").size());
  }

  @Test
  @Tag("MAT-02")
  void aPatternIsFoundByWhatItKnowsAndNeedsEnoughOfIt() throws Exception {
    ReleaseStore.Installed done =
        install(release(1, null, "add,A,ZZ1?0*,CT,bolo", "add,B,Z*,CT,bolo"));
    assertEquals(1, done.report().patterns());
    assertEquals(
        List.of("line 3: pattern of 1 known characters, expected at least 4"),
        done.report().badExamples());
    assertEquals(List.of("A of 1"), found("ZZ1501"));
    assertEquals(List.of(), found("ZZ1511"));
  }

  @Test
  void tooManyUnreadableLinesRefuseTheList() throws Exception {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      rows.add("add,A%d,ZZ%05d,CT,%s".formatted(i, i, i % 25 == 0 ? "nonsense" : "bolo"));
    }
    HotListException e =
        assertThrows(HotListException.class, () -> release(1, null, rows.toArray(String[]::new)));
    assertTrue(
        String.valueOf(e.getMessage()).contains(": 4 of 100 lines cannot be read, expected"),
        e.getMessage());
  }

  @Test
  void tenThousandMutatedManifestsAndListsActivateNothing() throws Exception {
    Path release = release(1, null, "add,A,ZZ10001,CT,bolo", "add,B,ZZ10002,NY,stolen_vehicle");
    Path manifest = release.resolve("manifest.json");
    Path object = release.resolve("ncic-1.gz");
    byte[] goodManifest = Files.readAllBytes(manifest);
    byte[] goodObject = Files.readAllBytes(object);
    Random random = new Random(11);
    int refused = 0;
    Path staging = folder.resolve("hotlist/ncic/staging");
    for (int i = 0; i < 10_000; i++) {
      if (Files.isDirectory(staging)) { // else a good beginning would mend the next bad copy
        try (Stream<Path> parts = Files.list(staging)) {
          for (Path part : parts.toList()) {
            Files.delete(part);
          }
        }
      }
      boolean isManifest = i % 2 == 0;
      byte[] good = isManifest ? goodManifest : goodObject;
      byte[] bad = mutated(good, random);
      while (java.util.Arrays.equals(bad, good)) { // two changes that undo each other
        bad = mutated(good, random);
      }
      Files.write(isManifest ? manifest : object, bad);
      try {
        install(release);
      } catch (HotListException e) {
        refused++;
      }
      Files.write(isManifest ? manifest : object, good);
    }
    assertEquals(10_000, refused);
    assertEquals(List.of(), store.listIds());
  }

  private static byte[] mutated(byte[] good, Random random) {
    byte[] out = good.clone();
    switch (random.nextInt(4)) {
      case 0 -> out = java.util.Arrays.copyOf(good, random.nextInt(good.length));
      case 1 -> {
        for (int k = 0; k < 1 + random.nextInt(8); k++) {
          int at = random.nextInt(out.length);
          out[at] = (byte) (out[at] + 1 + random.nextInt(255));
        }
      }
      case 2 -> {
        int from = random.nextInt(good.length);
        int n = 1 + random.nextInt(good.length - from);
        byte[] part = new byte[good.length + n];
        System.arraycopy(good, 0, part, 0, from + n);
        System.arraycopy(good, from, part, from + n, good.length - from);
        out = part;
      }
      default -> {
        int at = random.nextInt(out.length);
        out[at] ^= (byte) (1 << random.nextInt(8));
      }
    }
    return out;
  }
}
