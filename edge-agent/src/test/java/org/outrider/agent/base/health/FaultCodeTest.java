package org.outrider.agent.base.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FaultCodeTest {
  private static final Path PAGE = Path.of("..", "docs", "faults.md");
  private static final Pattern SENTENCE = Pattern.compile("[A-Z].{10,}\\.");

  @ParameterizedTest
  @EnumSource
  void eachFaultSaysWhatItMeansAndWhatToDo(FaultCode code) {
    assertTrue(SENTENCE.matcher(code.words()).matches(), code.words());
    assertTrue(SENTENCE.matcher(code.advice()).matches(), code.advice());
    assertTrue(code.words().length() <= 90, code.words());
    assertTrue(code.advice().length() <= 140, code.advice());
  }

  @Test
  void noTwoFaultsHaveTheSameWordsAndEachGroupHasFaults() {
    List<FaultCode> all = List.of(FaultCode.values());
    assertEquals(all.size(), all.stream().map(FaultCode::words).distinct().count());
    assertEquals(
        List.of(FaultGroup.values()), all.stream().map(FaultCode::group).distinct().toList());
  }

  /** A code that nothing raises would be a page of fiction; a code is raised by its name. */
  @Test
  void eachFaultIsRaisedSomewhere() throws IOException {
    String sources;
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      sources =
          files
              .filter(f -> f.toString().endsWith(".java"))
              .map(FaultCodeTest::text)
              .collect(Collectors.joining());
    }
    for (FaultCode code : FaultCode.values()) {
      assertTrue(sources.contains("FaultCode." + code), code.name());
    }
  }

  /** The page is made from the codes: OUTRIDER_WRITE_DOCS=1 brings it up to date. */
  @Test
  void thePageOfFaultsIsMadeFromTheCodes() throws IOException {
    if (System.getenv("OUTRIDER_WRITE_DOCS") != null) {
      Files.writeString(PAGE, page());
    } else {
      assertEquals(page(), Files.readString(PAGE), "docs/faults.md");
    }
  }

  private static String page() {
    StringBuilder out =
        new StringBuilder(
            """
            # Faults

            What each fault of a unit means and what to do. The console's page *Health* lists the current faults; the
            journal and the health report carry the same codes. Do not edit this page: a test makes it from `FaultCode`.

            - **Red:** the unit does not read, alert or keep records as it must. Act now.
            - **Amber:** the unit works, with limits. Act when you can, at the latest after the shift.

            A fault clears by itself when its cause is gone. One that reports an event, such as a refused record or a damaged
            database, remains until the unit restarts. The number of blinks is that of the [status
            lamp](maintenance.md#the-status-lamp).
            """);
    for (FaultGroup group : FaultGroup.values()) {
      out.append("\n## ").append(group.title()).append("\n\nStatus lamp: ");
      out.append(LedCode.of(group).blinks()).append(" blinks.\n");
      Stream.of(FaultCode.values())
          .filter(c -> c.group() == group)
          .sorted(Comparator.comparing(FaultCode::severity).thenComparing(Enum::name))
          .forEach(
              c ->
                  out.append("\n### ")
                      .append(c)
                      .append("\n\n**")
                      .append(c.severity().name().charAt(0))
                      .append(c.severity().name().substring(1).toLowerCase(Locale.ROOT))
                      .append(".** ")
                      .append(c.words())
                      .append("\n\n")
                      .append(c.advice())
                      .append("\n"));
    }
    return out.toString();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
