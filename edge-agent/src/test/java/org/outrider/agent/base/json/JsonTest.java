package org.outrider.agent.base.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JsonTest {
  private static final Pattern OWN_MAPPER =
      Pattern.compile("\\b(Object|Json)Mapper(\\(|\\.builder)");

  private static String nested(int depth) {
    return "[".repeat(depth) + "]".repeat(depth);
  }

  @Test
  void nestingHasALimit() throws Exception {
    assertTrue(Json.MAPPER.readTree(nested(Json.MAX_DEPTH)).isArray());
    assertThrows(
        StreamConstraintsException.class, () -> Json.MAPPER.readTree(nested(Json.MAX_DEPTH + 1)));
  }

  @Test
  void aNumberHasALimit() throws Exception {
    assertTrue(Json.MAPPER.readTree("1".repeat(Json.MAX_NUMBER)).isIntegralNumber());
    assertEquals(Double.MIN_VALUE, Json.MAPPER.readTree("4.9E-324").asDouble());
    assertThrows(
        StreamConstraintsException.class,
        () -> Json.MAPPER.readTree("1".repeat(Json.MAX_NUMBER + 1)));
  }

  @Test
  void aStringHasALimit() throws Exception {
    assertEquals(
        Json.MAX_STRING,
        Json.MAPPER.readTree('"' + "x".repeat(Json.MAX_STRING) + '"').asText().length());
    assertThrows(
        StreamConstraintsException.class,
        () -> Json.MAPPER.readTree('"' + "x".repeat(Json.MAX_STRING + (1 << 20)) + '"'));
  }

  @Test
  void unitAndCentralHaveNoOtherMapper() throws IOException {
    for (String module : List.of("../edge-agent", "../central", "../workbench")) {
      try (Stream<Path> files = Files.walk(Path.of(module, "src/main/java"))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          assertTrue(
              file.endsWith("Json.java")
                  || file.endsWith("MessageParser.java") // limits of what any unit may send
                  || !OWN_MAPPER.matcher(Files.readString(file)).find(),
              file.toString());
        }
      }
    }
  }
}
