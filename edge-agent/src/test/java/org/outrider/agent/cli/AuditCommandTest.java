package org.outrider.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.read.Deployment;
import org.outrider.agent.base.read.UnitId;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.people.audit.Action;
import org.outrider.agent.people.audit.Audit;
import org.outrider.agent.people.audit.AuditEntry;
import org.outrider.agent.people.audit.Keep;
import org.outrider.agent.people.iam.Actor;
import org.outrider.agent.store.SqliteAuditStore;
import org.outrider.agent.unit.UnitFolder;
import org.outrider.hal.clock.SystemClock;

class AuditCommandTest {
  @TempDir Path folder;
  private Path config;
  private Path export;

  /** A unit whose files lie where its configuration says, with four events. */
  @BeforeEach
  void make() throws Exception {
    UnitFolder unit = new UnitFolder(folder);
    unit.users("administrator", "officer");
    unit.profile("");
    unit.config();
    config = folder.resolve("outrider.toml");
    Files.writeString(
        config,
        "[audit]\nfile = \"own/events.db\"\nkey = \"own/signer.key.pem\"\n",
        java.nio.file.StandardOpenOption.APPEND);
    Files.createDirectories(folder.resolve("own"));
    SigningKey.make(folder.resolve("own"), "signer");
    try (Audit audit =
        new Audit(
            new UnitId("CT0000000", "car-7", Deployment.MOBILE),
            "own@1",
            Keep.END_OF_NEXT_CALENDAR_YEAR,
            new SqliteAuditStore(folder.resolve("own/events.db")),
            SigningKey.read(folder.resolve("own/signer.key.pem")),
            new SystemClock(),
            new Health())) {
      for (int i = 0; i < 4; i++) {
        audit.record(
            AuditEntry.of(new Actor("jdoe", "officer"), Action.MANUAL_CHECK, "hotlist", ""));
      }
    }
    export = folder.resolve("car-7.jsonl");
  }

  private String export(String user) {
    return UnitFolder.run(
        "audit",
        "export",
        "--as",
        user,
        "--password-file",
        folder.resolve("password").toString(),
        "--accounts",
        folder.resolve("accounts.db").toString(),
        "--config",
        config.toString(),
        "--out",
        export.toString());
  }

  private String verify(Path file) {
    return UnitFolder.run(
        "audit", "verify", file.toString(), "--key", folder.resolve("own/signer.pem").toString());
  }

  @Test
  @Tag("AUD-05")
  void anExportTakesFileKeyAndProfileOfTheConfigurationAndIsWhole() throws Exception {
    String made = export("administrator");
    assertTrue(made.startsWith("0 "), made);
    assertTrue(verify(export).startsWith("0 ") && verify(export).contains("whole and unaltered"));
    assertTrue(
        Files.readString(export).contains("\"profile_version\":\"own@1\""),
        "the log-on of the export is recorded under the unit's own profile");
    assertTrue(export("officer").startsWith("2 "), "administrators only");
  }

  @Test
  @Tag("AUD-05")
  void anExportThatWasCutAtItsEndOrIsEmptyIsNotWhole() throws Exception {
    export("administrator");
    List<String> lines = Files.readAllLines(export);
    for (int kept = 0; kept < lines.size(); kept++) {
      Path cut = Files.write(folder.resolve("cut.jsonl"), lines.subList(0, kept));
      String said = verify(cut);
      assertTrue(said.startsWith("2 "), said);
      assertTrue(said.contains("closing line is missing") && said.contains("NOT to be"), said);
    }
  }

  @Test
  @Tag("AUD-05")
  void withoutAFileTheUnitsOwnEventsAreVerified() {
    String said =
        UnitFolder.run(
            "audit",
            "verify",
            "--config",
            config.toString(),
            "--key",
            folder.resolve("own/signer.pem").toString());
    assertTrue(said.startsWith("0 " + folder.resolve("own/events.db")), said);
    assertTrue(said.contains("4 events") && said.contains("whole and unaltered"), said);
    assertFalse(said.contains("closing line"), "a chain that goes on has no end");
    assertEquals(4, said.lines().findFirst().orElse("").contains("numbers 1 to 4") ? 4 : 0, said);
  }
}
