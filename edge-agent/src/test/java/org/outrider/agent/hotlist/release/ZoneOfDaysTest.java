package org.outrider.agent.hotlist.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.plate.PlateText;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.trust.TrustedKeys;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.format.ListFormat;
import org.outrider.agent.store.SqliteHotLists;

/** Days of entries end at the midnight of the agency that made the list, not at that of UTC. */
class ZoneOfDaysTest {
  private static final Instant NOW = Instant.parse("2027-01-31T12:00:00Z");
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
  private static final String ROWS = "plate,category,expires_at\nGXY1284,bolo,2027-01-31\n";

  @TempDir Path folder;

  private HotListManifest build(@Nullable ZoneId zone) throws Exception {
    Path file = Files.writeString(folder.resolve("list.csv"), ROWS);
    ReleaseBuilder.Order order =
        new ReleaseBuilder.Order("bolo", 1, null, "AGENCY", NOW, null, "generic", null, zone, null);
    SigningKey.make(folder.resolve("keys"), "agency");
    Path manifest = ReleaseBuilder.build(file, order, folder.resolve("release"), NOW);
    HotListManifest signed =
        HotListManifest.read(manifest)
            .signedBy(SigningKey.read(folder.resolve("keys/agency.key.pem")));
    Files.writeString(manifest, signed.json() + "\n");
    return HotListManifest.read(manifest);
  }

  private @Nullable Instant endInForce() throws Exception {
    ReleaseStore store = new ReleaseStore(folder.resolve("unit"), new SqliteHotLists());
    store.install(
        new FolderSource(folder.resolve("release")),
        TrustedKeys.ofFile(folder.resolve("keys/agency.pem")),
        new ImportRules(Set.of("AGENCY"), Set.of(), 0.02, 1, 1, 1),
        NOW,
        n -> {});
    try (ReleaseStore.Active active = store.open("bolo")) {
      return active.list().find(PlateText.of("GXY1284").index()).getFirst().expiresAt();
    }
  }

  @Test
  void aReleaseSaysItsZoneAndAUnitEndsTheDayAtItsMidnight() throws Exception {
    assertEquals(NEW_YORK, build(NEW_YORK).zone());
    assertEquals(Instant.parse("2027-02-01T05:00:00Z"), endInForce());
  }

  @Test
  void aReleaseWithoutAZoneEndsTheDayInUtc() throws Exception {
    assertNull(build(null).zone());
    assertEquals(Instant.parse("2027-02-01T00:00:00Z"), endInForce());
  }

  @Test
  void aZoneThatIsNoneIsRefusedInManifestAndTemplate() throws Exception {
    String json = build(NEW_YORK).json().replace("America/New_York", "America/Nowhere");
    HotListException e =
        assertThrows(
            HotListException.class,
            () ->
                HotListManifest.parse("m", json.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    assertTrue(String.valueOf(e.getMessage()).contains("expected a time zone"), e.toString());
    Exception t =
        assertThrows(
            Exception.class,
            () ->
                ListFormat.parse(
                    "own",
                    "title = \"t\"\nkind = \"delimited\"\nzone = \"Nowhere\"\n"
                        + "[header]\nnames = true\n[fields]\nplate = \"p\"\n"));
    assertTrue(String.valueOf(t.getMessage()).contains("zone = Nowhere, expected a time zone"));
  }

  @Test
  void theFileOfAUnitEndsItsDaysInTheZoneOfTheUnit() throws Exception {
    Path file = Files.writeString(folder.resolve("list.csv"), ROWS);
    assertEquals(
        Instant.parse("2027-02-01T05:00:00Z"),
        ListFile.read(file, ImportRules.DEFAULT, NEW_YORK)
            .find(PlateText.of("GXY1284").index())
            .getFirst()
            .expiresAt());
    assertEquals(
        Instant.parse("2027-02-01T00:00:00Z"),
        ListFile.read(file, ImportRules.DEFAULT, ZoneOffset.UTC)
            .find(PlateText.of("GXY1284").index())
            .getFirst()
            .expiresAt());
  }
}
