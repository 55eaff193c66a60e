package org.outrider.agent.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CountedTest {
  /** A number that may be one, before a noun that is always in the plural. */
  private static final Pattern WRONG =
      Pattern.compile(
          "((?<!of )%d|\\{\\}|\\(\\) \\+ \")"
              + " (cameras|faults|frames|reads|hits|pictures|entries|patterns"
              + "|records|users|rows|events|alerts|files|units|problems|sessions|parts|days"
              + "|fields|settings|hours)\\b");

  @Test
  void oneThingIsSingularAndAllOtherNumbersArePlural() {
    assertEquals("1 camera", Counted.of(1, "camera"));
    assertEquals("0 cameras", Counted.of(0, "camera"));
    assertEquals("1 entry", Counted.of(1, "entry"));
    assertEquals("12 entries", Counted.of(12, "entry"));
    assertEquals("2 days", Counted.of(2, "day"));
    assertEquals("1 row waits", Counted.of(1, "row waits", "rows wait"));
    assertEquals("3 rows wait", Counted.of(3, "row waits", "rows wait"));
  }

  /** Numbers in messages are written with this class; limits in the code are many. */
  @Test
  void noMessageHasANumberBeforeAFixedPlural() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (String module : List.of("edge-agent", "central", "hal")) {
      try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          for (String line : Files.readAllLines(file)) {
            Matcher found = WRONG.matcher(line);
            if (found.find()
                && !line.matches(".*(MOST_|limits\\.|at most %d|expected 1 to|of more than).*")) {
              wrong.add(file.getFileName() + ": " + line.strip());
            }
          }
        }
      }
    }
    assertTrue(wrong.isEmpty(), String.join("\n", wrong));
  }
}
