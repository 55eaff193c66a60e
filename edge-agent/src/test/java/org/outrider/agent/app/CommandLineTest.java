package org.outrider.agent.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
  @ValueSource(strings = {"run", "demo", "read", "bench", "doctor", "central", "record", "version"})
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
}
