package org.outrider.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
  @TempDir Path folder;

  private record Result(int code, String out, String err) {}

  private static Result run(String... args) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream o = new ByteArrayOutputStream();
    ByteArrayOutputStream e = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(o, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(e, true, StandardCharsets.UTF_8));
      int code = Main.run(args);
      return new Result(
          code, o.toString(StandardCharsets.UTF_8), e.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run", "demo", "read", "bench", "doctor", "central", "record", "version", "hotlist",
        "profile", "user"
      })
  void everyCommandHasHelpWithAnExample(String command) {
    Result result = run(command, "--help");
    assertEquals(0, result.code());
    assertTrue(result.out().contains("Example"), result.out());
  }

  @Test
  void aWrongOptionIsExitTwo() {
    assertEquals(2, run("read", "--nonsense", "x").code());
  }

  @Test
  void aPathThatIsNotThereIsExitTwoAndNamed() {
    Result result = run("read", "--models", "../models", folder.resolve("gone.jpg").toString());
    assertEquals(2, result.code());
    assertTrue(result.err().contains("gone.jpg: no such file or folder"), result.err());
  }

  @Test
  void aFileThatIsNoPictureIsAWarningAndStillHasItsLine() throws Exception {
    Files.writeString(folder.resolve("a.jpg"), "text");
    Files.write(folder.resolve("b.png"), new byte[0]);
    Result result = run("read", "--jsonl", "--models", "../models", folder.toString());
    assertEquals(1, result.code(), result.err());
    assertEquals(2, result.out().lines().count());
    assertTrue(result.out().contains("{\"image\":\"a.jpg\",\"reads\":[]"), result.out());
  }

  @Test
  void aShareThatIsNoneASizeThatIsNoneAndAnEmptyFolderAreSaid() throws Exception {
    String here = folder.toString();
    for (String[] wrong :
        new String[][] {
          {"--min-confidence=90", "expected a number from 0 to 1"},
          {"--detector-threshold=-1", "expected a number from 0 to 1"},
          {"--long-side=10", "expected 160 to 3840 pixels"}
        }) {
      Result result = run("read", wrong[0], "--models", "../models", here);
      assertEquals(2, result.code(), wrong[0]);
      assertTrue(result.err().contains(wrong[0]) && result.err().contains(wrong[1]), result.err());
    }
    Result empty = run("read", "--models", "../models", here);
    assertEquals(1, empty.code());
    assertTrue(empty.err().contains(here + ": no file in it, expected pictures"), empty.err());
  }

  @Test
  void passesAreATableForPeopleAndJsonWhereItIsAskedFor() throws Exception {
    Path clip = folder.resolve("parked.avi");
    assertEquals(
        0, run("record", "sim:parked?plates=ABC1234&seconds=2&pace=fast", clip.toString()).code());
    Result table = run("read", "--passes", "--models", "../models", clip.toString());
    assertTrue(table.out().matches("(?s)parked\\.avi +ABC1234 .* looks\\R"), table.out());
    assertEquals("", table.err());
    Result json = run("read", "--passes", "--jsonl", "--models", "../models", clip.toString());
    assertTrue(json.out().startsWith("{\"clip\":\"parked.avi\",\"plate\":\"ABC1234\""), json.out());
  }

  @Test
  void aBarIsClearedBeforeAResultAndNeverGoesIntoAFile() {
    StringWriter terminal = new StringWriter();
    Progress bar = new Progress(new PrintWriter(terminal), 2, true, 0);
    bar.step("a.jpg");
    bar.clear();
    assertTrue(
        terminal.toString().matches("\r\u001b\\[K\\[#{15}\\.{15}] 1/2 .*a\\.jpg\r\u001b\\[K"),
        terminal.toString());
    StringWriter file = new StringWriter();
    Progress lines = new Progress(new PrintWriter(file), 2, false, 0);
    lines.step("a.jpg");
    lines.end();
    assertTrue(file.toString().matches("1 of 2 done .*a\\.jpg\\R"), file.toString());
  }

  @Test
  void aConfigurationWithProblemsIsExitTwoWithAllOfThem() throws Exception {
    Path file = folder.resolve("outrider.toml");
    Files.writeString(file, "[unit]\nid = \"x\"\n");
    Result result = run("run", "--check", "--config", file.toString());
    assertEquals(2, result.code());
    assertTrue(result.err().contains("unit.agency = (missing)"), result.err());
    assertTrue(result.err().contains("[[camera]]"), result.err());
  }

  @Test
  void theLauncherSwitchesTelemetryOff() throws Exception {
    assertTrue(
        Files.readString(Path.of("..", "outrider")).contains("export ORT_DISABLE_TELEMETRY=1"));
    assertEquals("1", System.getenv("ORT_DISABLE_TELEMETRY"), "also in the tests");
  }

  @Test
  @Tag("IAM-01")
  @Tag("HL-14")
  void whereThereAreUsersAnEntryIsMadeByWhoeverLogsOnInTheirOwnRole() throws Exception {
    Path password = Files.writeString(folder.resolve("password"), "correct horse\n");
    Path wrong = Files.writeString(folder.resolve("wrong"), "wrong horse\n");
    assertEquals(
        0, run("hotlist", "keys", folder.resolve("keys").toString(), "--name", "a").code());
    Path trusted = Files.createDirectories(folder.resolve("trusted"));
    Files.copy(folder.resolve("keys/a.pem"), trusted.resolve("a.pem"));
    String hash = run("user", "password", "--password-file", password.toString()).out().strip();
    LocalDate soon = LocalDate.now(ZoneOffset.UTC).plusDays(30);
    Path users =
        Files.writeString(
            folder.resolve("users.toml"),
            """
            [users]
            agency = "CT0000000"
            version = 1
            valid_until = "%sT00:00:00Z"
            [[user]]
            id = "jdoe"
            name = "J. Doe"
            role = "supervisor"
            password = "%s"
            training_valid_until = "%s"
            acknowledged = "new-canaan-14-01-117@1"
            """
                .formatted(soon, hash, soon));
    String key = folder.resolve("keys/a.key.pem").toString();
    assertEquals(0, run("user", "sign", users.toString(), "--key", key).code());
    String[] add = {
      "hotlist",
      "add",
      "ZZ10007",
      "--category",
      "bolo",
      "--as",
      "jdoe",
      "--users",
      users.toString(),
      "--user-keys",
      trusted.toString(),
      "--accounts",
      folder.resolve("accounts.db").toString(),
      "--profile",
      "new-canaan-14-01-117",
      "--folder",
      folder.resolve("hotlist").toString(),
      "--field",
      "purpose_code=patrol",
      "--field",
      "entering_name=jdoe",
      "--suspicion",
      "--verified-by",
      "NCIC",
      "--expires",
      "8h",
      "--password-file"
    };
    Result refused = run(with(add, wrong.toString()));
    assertEquals(2, refused.code());
    assertTrue(refused.err().contains("jdoe: user or password is wrong"), refused.err());
    Result both = run(with(with(add, password.toString()), "--role", "administrator"));
    assertTrue(both.err().contains("--role: not to be given"), both.err());
    Result made = run(with(add, password.toString()));
    assertEquals(0, made.code(), made.err());
    assertTrue(made.out().contains(": active"), made.out());
  }

  private static String[] with(String[] args, String... more) {
    String[] out = Arrays.copyOf(args, args.length + more.length);
    System.arraycopy(more, 0, out, args.length, more.length);
    return out;
  }
}
