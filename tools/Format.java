import java.nio.file.*;
import java.util.*;

// Checks (or, with "apply", mends) the format of every Java file below a folder; run by the root pom.
void main(String[] args) throws Exception {
  boolean apply = args[0].equals("apply");
  var flags =
      new ArrayList<String>(
          apply ? List.of("--replace") : List.of("--dry-run", "--set-exit-if-changed"));
  try (var files = Files.walk(Path.of(args[1]))) {
    files
        .map(Path::toString)
        .filter(f -> f.endsWith(".java") && !f.contains("/target/") && !f.contains("/tools/"))
        .sorted()
        .forEach(flags::add);
  }
  if (flags.getLast().endsWith(".java")) {
    com.google.googlejavaformat.java.Main.main(flags.toArray(String[]::new));
  }
}
