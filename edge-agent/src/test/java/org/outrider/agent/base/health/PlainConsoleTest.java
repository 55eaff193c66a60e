package org.outrider.agent.base.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.tinylog.Level;
import org.tinylog.core.LogEntry;

class PlainConsoleTest {

  @Test
  void neitherAMessageNorAnExceptionActsOnTheTerminal() {
    LogEntry raw =
        new LogEntry(
            null,
            null,
            Map.of(),
            "C",
            "m",
            "f",
            1,
            "uplink",
            Level.WARN,
            "refused\nWARN [audit] forged \u001b[2J",
            new IOException("\u001b]0;owned\u0007"));
    LogEntry plain = PlainConsole.plain(raw);
    String first = plain.getMessage().lines().findFirst().orElseThrow();
    assertTrue(first.startsWith("refused WARN [audit] forged <U+001B>[2J: "), first);
    assertTrue(first.endsWith("IOException: <U+001B>]0;owned<U+0007>"), first);
    assertFalse(plain.getMessage().contains("\u001b"));
  }

  @Test
  void theUnitLogsThroughIt() throws IOException {
    Properties properties = new Properties();
    try (InputStream in =
        java.nio.file.Files.newInputStream(
            java.nio.file.Path.of("src/main/resources/tinylog.properties"))) {
      properties.load(in);
    }
    assertEquals(PlainConsole.class.getName(), properties.getProperty("writer"));
  }
}
