package org.outrider.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in names and files acts on no terminal. */
class PlainPrintWriterTest {
  private static final String EVIL = "a\u001b]0;x\u0007\u009b2J\u202eb\u200bc";
  private static final String SHOWN = "a<U+001B>]0;x<U+0007><U+009B>2J<U+202E>b<U+200B>c";

  @TempDir Path folder;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PlainPrintWriter writer = new PlainPrintWriter(bytes);

  private String printed() {
    writer.flush();
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void everyWayToPrintIsMadeSafe() {
    writer.print(EVIL);
    writer.printf("%s", EVIL);
    writer.append(EVIL).write(0x9b);
    writer.write(EVIL.toCharArray());
    assertEquals(SHOWN.repeat(3) + "<U+009B>" + SHOWN, printed());
  }

  @Test
  void jsonKeepsItsMeaning() throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    writer.println(mapper.writeValueAsString(java.util.Map.of("name", EVIL)));
    String json = printed();
    assertEquals(EVIL, mapper.readTree(json).path("name").asText());
    assertTrue(json.contains("\\u009b2J\\u202eb\\u200bc"), json);
  }

  @Test
  void onlyOurOwnSequencesReachTheTerminal() {
    Terminal.control(writer, "\u001b[K");
    writer.print("\u001b[K");
    assertEquals("\u001b[K<U+001B>[K", printed());
  }

  private static String run(String... args) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (PrintStream to = new PrintStream(said, true, StandardCharsets.UTF_8)) {
      System.setOut(to);
      System.setErr(to);
      Main.run(args);
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    return said.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aFileNameIsShownAndActsOnNoTerminal() {
    String said =
        run("read", "--models", "../models", folder.resolve("a\u001b[2J\u202eb.jpg").toString());
    assertTrue(said.contains("a<U+001B>[2J<U+202E>b.jpg"), said);
    assertFalse(said.chars().anyMatch(c -> c == 0x1b || c == 0x202e), said);
  }

  @Test
  void namesOfUnitAndCameraInAConfigurationActOnNoTerminal() throws Exception {
    Path config = folder.resolve("outrider.toml");
    Files.writeString(
        config,
        """
        [unit]
        agency = "CT0000000"
        id = "car\\u001b[2J\\u202e7"
        [[camera]]
        id = "front\\u009b2J"
        uri = "no\\u001b[2J:such"
        """);
    String said = run("run", "--check", "--models", "../models", "--config", config.toString());
    assertTrue(said.contains("<U+001B>"), said);
    assertFalse(said.chars().anyMatch(c -> c == 0x1b || c == 0x9b || c == 0x202e), said);
  }
}
