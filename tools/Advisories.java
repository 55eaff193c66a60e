import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares the bill of materials with the advisories that are known (docs/advisories.tsv): a library
 * in a version that one of them names fails the build.
 *
 * <p>usage: java tools/Advisories.java ADVISORIES.tsv SBOM.json
 */
final class Advisories {
  /** CycloneDX names a component by its package URL, pkg:maven/GROUP/NAME@VERSION. */
  private static final Pattern COMPONENT = Pattern.compile("pkg:maven/([^/@\"]+)/([^@\"]+)@([^?\"]+)");

  private Advisories() {}

  /** One that is known; {@code from} is the first version that has it, {@code fixed} the first that has not. */
  record Advisory(String id, String library, String from, String fixed, String what) {
    boolean names(String version) {
      return compare(version, from) >= 0 && compare(version, fixed) < 0;
    }
  }

  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      System.err.println("usage: java tools/Advisories.java ADVISORIES.tsv SBOM.json");
      System.exit(2);
    }
    List<Advisory> known = known(Path.of(args[0]));
    Map<String, String> components = new TreeMap<>();
    Matcher m = COMPONENT.matcher(Files.readString(Path.of(args[1])));
    while (m.find()) {
      components.put(m.group(1) + ":" + m.group(2), m.group(3));
    }
    if (components.isEmpty()) {
      System.err.println("advisories: " + args[1] + ": no component in it, expected CycloneDX");
      System.exit(2);
    }
    List<String> affected = new ArrayList<>();
    for (Advisory a : known) {
      String version = components.get(a.library());
      if (version != null && a.names(version)) {
        affected.add(
            "%s %s: %s (%s), fixed in %s"
                .formatted(a.library(), version, a.id(), a.what(), a.fixed()));
      }
    }
    System.out.printf(
        "advisories: %d known, %d components, %d affected%n",
        known.size(), components.size(), affected.size());
    affected.forEach(System.err::println);
    System.exit(affected.isEmpty() ? 0 : 1);
  }

  private static List<Advisory> known(Path file) throws IOException {
    List<Advisory> out = new ArrayList<>();
    int line = 0;
    for (String text : Files.readAllLines(file)) {
      line++;
      if (text.startsWith("#") || text.isBlank()) {
        continue;
      }
      String[] c = text.split("\t", -1);
      if (c.length != 5 || !c[1].contains(":")) {
        System.err.printf("advisories: %s:%d: expected id, library, from, fixed, what%n", file, line);
        System.exit(2);
      }
      out.add(new Advisory(c[0], c[1], c[2], c[3], c[4]));
    }
    return out;
  }

  /** Numbers by value; a part with letters, such as Final, counts for nothing. */
  static int compare(String a, String b) {
    String[] left = a.split("[.-]");
    String[] right = b.split("[.-]");
    for (int i = 0; i < Math.max(left.length, right.length); i++) {
      int difference = Integer.compare(part(left, i), part(right, i));
      if (difference != 0) {
        return difference;
      }
    }
    return 0;
  }

  private static int part(String[] parts, int i) {
    return i < parts.length && parts[i].matches("\\d{1,9}") ? Integer.parseInt(parts[i]) : 0;
  }
}
