package org.outrider.agent.hotlist.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.trust.TrustedKeys;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.store.SqliteHotLists;

class HttpsSourceTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  @TempDir Path folder;
  private ListServer server;
  private Path release;
  private TrustedKeys keys;

  @BeforeEach
  void start() throws Exception {
    release();
    server = new ListServer(folder, release);
  }

  @AfterEach
  void stop() {
    if (server != null) { // a part of the machine is missing
      server.close();
    }
  }

  private void release() throws Exception {
    SigningKey.make(folder.resolve("keys"), "agency");
    Files.createDirectories(folder.resolve("trusted"));
    Files.copy(folder.resolve("keys/agency.pem"), folder.resolve("trusted/agency.pem"));
    keys = TrustedKeys.of(folder.resolve("trusted"));
    StringBuilder rows = new StringBuilder("record_id,plate,state,category\n");
    Random random = new Random(5);
    for (int i = 0; i < 40_000; i++) {
      rows.append("R%d,ZZ%05d,CT,bolo%n".formatted(random.nextInt(), i));
    }
    Path file = Files.writeString(folder.resolve("list.csv"), rows);
    release = folder.resolve("release");
    Path manifest =
        ReleaseBuilder.build(
            file,
            new ReleaseBuilder.Order("bolo", 1, null, "AGENCY", NOW, null, "generic"),
            release,
            NOW);
    HotListManifest signed =
        HotListManifest.read(manifest)
            .signedBy(SigningKey.read(folder.resolve("keys/agency.key.pem")));
    Files.writeString(manifest, signed.json());
  }

  private HttpsSource source(String identity, String authority) throws Exception {
    return new HttpsSource(server.url(), server.certificates.tls(identity, authority).context());
  }

  private ReleaseStore store() {
    return new ReleaseStore(folder.resolve("hotlist"), new SqliteHotLists());
  }

  @Test
  @Tag("HL-01")
  void aReleaseIsFetchedAndTakenInAndNotFetchedAgain() throws Exception {
    try (HttpsSource source = source("unit", "ca")) {
      store().install(source, keys, ImportRules.DEFAULT, NOW, n -> {});
      assertEquals(List.of("bolo"), store().listIds());
      source.manifest();
      assertEquals(
          List.of("/manifest.json", "/bolo-1.gz", "/manifest.json"),
          server.asked,
          "304, no file again");
    }
  }

  @Test
  void aDownloadThatIsCutGoesOnWhereItStopped() throws Exception {
    long size = Files.size(release.resolve("bolo-1.gz"));
    server.cutAfter = (int) (size / 10 + 1);
    int attempts = 0;
    try (HttpsSource source = source("unit", "ca")) {
      while (store().listIds().isEmpty()) {
        assertTrue(attempts < 40, "gets on: " + server.asked);
        try {
          store().install(source, keys, ImportRules.DEFAULT, NOW, n -> {});
        } catch (HotListException e) {
          attempts++;
        }
      }
    }
    // What was on its way when the link was cut may be lost; nothing that had come is server.asked
    // again.
    assertTrue(attempts >= 9, "each attempt brought a tenth at most: " + attempts);
    List<Long> from =
        server.asked.stream()
            .filter(a -> a.contains("bytes="))
            .map(a -> Long.parseLong(a.replaceAll(".*bytes=(\\d+)-", "$1")))
            .toList();
    assertEquals(from.stream().sorted().toList(), from);
    assertTrue(from.getLast() > size / 2);
  }

  @Test
  @Tag("UPL-03")
  void aServerOrUnitOfAnotherAuthorityIsRefused() throws Exception {
    try (HttpsSource source = source("unit", "other-ca")) {
      assertThrows(IOException.class, source::manifest);
    }
    try (HttpsSource source = source("stranger", "ca")) {
      assertThrows(IOException.class, source::manifest);
    }
    assertEquals(List.of(), server.asked);
  }

  @Test
  void aServerWithoutTheReleaseIsToldByItsStatus() throws Exception {
    Files.delete(release.resolve("manifest.json"));
    try (HttpsSource source = source("unit", "ca")) {
      IOException e = assertThrows(IOException.class, source::manifest);
      assertTrue(String.valueOf(e.getMessage()).endsWith("status 404, expected 200"));
    }
  }
}
