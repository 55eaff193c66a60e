package org.outrider.agent;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Programs a test needs. Without them it fails where they must be (CI) and is skipped by name
 * elsewhere.
 */
public final class RealPart {
  private RealPart() {}

  public static Path require(String program) {
    String path = System.getenv("PATH") + ":/usr/sbin:/usr/local/sbin";
    return Stream.of(path.split(":"))
        .map(dir -> Path.of(dir, program))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseGet(
            () -> {
              String message = program + " is not installed; .ci/run installs it";
              if ("1".equals(System.getenv("OUTRIDER_REQUIRE_PARTS"))) {
                fail(message);
              }
              abort(message);
              throw new IllegalStateException(message);
            });
  }
}
