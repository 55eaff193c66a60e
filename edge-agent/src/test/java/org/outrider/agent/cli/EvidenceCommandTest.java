package org.outrider.agent.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.read.ImageRef;
import org.outrider.agent.base.read.Picture;
import org.outrider.agent.record.retention.Hold;
import org.outrider.agent.store.SqliteAuditStore;
import org.outrider.agent.store.SqliteRetention;
import org.outrider.agent.store.SqliteStore;
import org.outrider.agent.unit.UnitFolder;
import org.outrider.hal.RealPart;
import org.outrider.hal.clock.SystemClock;

/** Evidence by command, beside a unit's database, and opened by others' programs. */
class EvidenceCommandTest {
  @TempDir Path folder;
  private UnitFolder unit;

  private String export(String as, String id) {
    return UnitFolder.run(
        "evidence",
        "export",
        id,
        "--config",
        folder + "/outrider.toml",
        "--as",
        as,
        "--password-file",
        folder + "/password",
        "--case",
        "26-17",
        "--reason",
        "stolen <car>",
        "--out",
        folder + "/case.evidence",
        "--archive-password-file",
        folder + "/secret");
  }

  private String verify(Path what) {
    return UnitFolder.run(
        "evidence",
        "verify",
        what.toString(),
        "--key",
        folder + "/unit.pem",
        "--archive-password-file",
        folder + "/secret");
  }

  private void profile(String export) throws Exception {
    unit.profile("[evidence]\nexport = { value = \"%s\", clause = \"1\" }\n".formatted(export));
  }

  @BeforeEach
  void unit() throws Exception {
    unit = new UnitFolder(folder);
    unit.users("officer", "supervisor");
    profile("portable_encrypted");
    unit.config();
    Files.writeString(folder.resolve("secret"), "a long enough secret\n");
    try (SqliteStore store =
        SqliteStore.open(folder.resolve("outrider.db"), new Health(), new SystemClock()::utc)) {
      store.storeRead(
          "r1",
          Instant.now(),
          true,
          body("{\"read_id\":\"r1\",\"captured_at\":\"2026-11-21T12:00:00Z\"}"),
          List.of(
              Picture.jpeg(ImageRef.Role.PLATE_PATCH, body("patch"), 10, 5),
              Picture.jpeg(ImageRef.Role.OVERVIEW, body("overview"), 10, 5)));
      store.storeHit("h1", "r1", Instant.now(), body("{\"hit_id\":\"h1\"}"));
      store.step("d1", "h1", false, Instant.now(), body("{\"disposition_id\":\"d1\"}")).join();
    }
  }

  private static byte[] body(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  @Tag("RET-03")
  @Tag("REP-02")
  @Tag("RET-04")
  void evidenceLeavesWithItsCustodyAndStatementAndIsOpenedAndCheckedWithoutOurSoftware()
      throws Exception {
    Path openssl = RealPart.require("openssl");
    assertTrue(export("officer", "h1").contains("officer is officer: to export evidence"));
    String said = export("supervisor", "h1");
    assertTrue(said.startsWith("0 "), said);
    assertTrue(said.contains("3 records, 2 pictures, 1 line of custody"), said);
    assertTrue(said.contains("read r1 is held for case 26-17"), said);
    Path file = folder.resolve("case.evidence");
    assertTrue(verify(file).endsWith("case.evidence: whole and unaltered"), verify(file));

    Path zip = folder.resolve("case.zip");
    openssl(openssl, "-d", file, zip);
    Path open = Files.createDirectory(folder.resolve("open"));
    try (var in = new java.util.zip.ZipInputStream(Files.newInputStream(zip))) {
      for (var e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
        Files.write(open.resolve(e.getName()), in.readAllBytes());
      }
    }
    assertTrue(verify(open).startsWith("0 "), verify(open));
    openssl(openssl, "-e", folder.resolve("secret"), folder.resolve("other.evidence"));
    String other = verify(folder.resolve("other.evidence")); // as one wrong password in 256 does
    assertTrue(other.contains("the password is wrong, or the file is damaged"), other);
    assertArrayEquals(body("patch"), Files.readAllBytes(open.resolve("plate_patch-1.jpg")));
    String statement = Files.readString(open.resolve("statement.txt"));
    assertTrue(statement.contains("An automatic licence plate reader (ALPR) was used"));
    assertTrue(statement.contains("r1") && statement.contains("own@1"), statement);
    String custody = Files.readString(open.resolve("custody.jsonl"));
    assertTrue(custody.contains("\"exported_by\":\"supervisor\""), custody);
    String page = Files.readString(open.resolve("index.html"));
    assertTrue(page.contains("stolen &lt;car&gt;") && !page.contains("<car>"));

    try (SqliteRetention holds =
        SqliteRetention.open(folder.resolve("outrider.db"), new Health())) {
      Hold hold = holds.holds().getFirst();
      assertEquals("CASE 26-17", hold.kind() + " " + hold.caseNumber());
      assertEquals(1, holds.covered(hold));
    }
    List<String> exports = new ArrayList<>();
    try (SqliteAuditStore audit = new SqliteAuditStore(folder.resolve("audit.db"))) {
      audit.each(
          line -> {
            if (line.contains("\"action\":\"export\"")) {
              exports.add(line);
            }
          });
    }
    assertEquals(1, exports.size());
    assertTrue(exports.getFirst().contains("\"case_number\":\"26-17\""));
  }

  @Test
  @Tag("RET-03")
  void oneChangedByteOneFileMoreOrLessAndAnotherKeyAreFound() throws Exception {
    assertTrue(export("supervisor", "r1").startsWith("0 "));
    Path open = Files.createDirectory(folder.resolve("open"));
    org.outrider.agent.record.evidence.EvidenceArchive.open(
        folder.resolve("case.evidence"), open, "a long enough secret".toCharArray());
    List<Path> files;
    try (Stream<Path> all = Files.list(open)) {
      files = all.sorted().toList();
    }
    assertEquals(10, files.size(), files.toString());
    for (Path file : files) {
      byte[] right = Files.readAllBytes(file);
      byte[] wrong = right.clone();
      wrong[wrong.length / 2] ^= 1;
      Files.write(file, wrong);
      assertTrue(verify(open).startsWith("2 "), file + " altered: " + verify(open));
      Files.delete(file);
      assertTrue(verify(open).startsWith("2 "), file + " missing: " + verify(open));
      Files.write(file, right);
    }
    assertTrue(verify(open).startsWith("0 "));
    Files.writeString(open.resolve("more.txt"), "x");
    assertTrue(verify(open).contains("more.txt: not in the manifest"));
    Files.delete(open.resolve("more.txt"));
    String stranger =
        UnitFolder.run("evidence", "verify", open.toString(), "--key", folder + "/keys/agency.pem");
    assertTrue(stranger.startsWith("2 ") && stranger.contains("signed by key"), stranger);
    Files.writeString(folder.resolve("secret"), "another long secret\n");
    assertTrue(verify(folder.resolve("case.evidence")).contains("the password is wrong"));
  }

  @Test
  @Tag("RET-03")
  void nothingLeavesWhereThePolicySaysSoOrWithoutAGoodPasswordOrTwice() throws Exception {
    assertTrue(export("supervisor", "nothing").contains("nothing: no such read or hit"));
    assertTrue(export("supervisor", "r1").startsWith("0 "));
    assertTrue(export("supervisor", "r1").contains("case.evidence: exists"));
    Files.delete(folder.resolve("case.evidence"));
    Files.writeString(folder.resolve("secret"), "short\n");
    assertTrue(export("supervisor", "r1").contains("secret: too short"));
    Files.writeString(folder.resolve("secret"), "a long enough secret\n");
    profile("central");
    assertTrue(export("supervisor", "r1").contains("evidence leaves through central alone"));
    assertFalse(Files.exists(folder.resolve("case.evidence")));
  }

  private void openssl(Path openssl, String way, Path in, Path out) throws Exception {
    Process run =
        new ProcessBuilder(
                openssl.toString(),
                "enc",
                way,
                "-aes-256-cbc",
                "-pbkdf2",
                "-iter",
                "600000",
                "-in",
                in.toString(),
                "-out",
                out.toString(),
                "-pass",
                "file:" + folder.resolve("secret"))
            .redirectErrorStream(true)
            .start();
    assertEquals("", new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    assertEquals(0, run.waitFor());
  }
}
