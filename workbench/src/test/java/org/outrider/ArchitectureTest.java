package org.outrider;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("tests.jar")) // shared fixtures
          .importPackages("org.outrider");

  @Test
  void theHalKnowsNothingOfTheAgent() {
    noClasses()
        .that()
        .resideInAPackage("..outrider.hal..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("..outrider.agent..")
        .check(CLASSES);
  }

  private static final DescribedPredicate<JavaClass> IN_CLI =
      resideInAPackage("..outrider.agent.cli..");

  /** Rooms of the agent, each above all that it may depend on. */
  private static final List<String> ROOMS =
      List.of(
          "base", "people", "hotlist", "policy", "reading", "alert", "record", "link", "upkeep",
          "store", "console", "unit", "cli");

  @Test
  void eachRoomDependsOnLowerRoomsOnly() {
    for (int i = 0; i < ROOMS.size(); i++) {
      String[] above =
          ROOMS.subList(i + 1, ROOMS.size()).stream()
              .map(r -> "..outrider.agent." + r + "..")
              .toArray(String[]::new);
      if (above.length > 0) {
        noClasses()
            .that()
            .resideInAPackage("..outrider.agent." + ROOMS.get(i) + "..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(above)
            .check(CLASSES);
      }
    }
    assertEquals(Set.copyOf(ROOMS), rooms().keySet());
  }

  @Test
  void packagesInsideTheRoomsHaveNoCircle() {
    slices()
        .matching("org.outrider.agent.(**)")
        .should()
        .beFreeOfCycles()
        .ignoreDependency(IN_CLI, IN_CLI) // a command knows its subcommands, and they its options
        .check(CLASSES);
    slices().matching("org.outrider.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void theUnitKnowsNothingOfTheServerAndNobodyOfTheWorkbench() {
    only("..outrider.central..", "..outrider.central..", "..outrider.workbench..");
    only("..outrider.workbench..", "..outrider.workbench..");
  }

  /** Rooms, and the rooms each depends on, as the classes have it. */
  private static Map<String, Set<String>> rooms() {
    Map<String, Set<String>> out = new TreeMap<>();
    for (JavaClass from : CLASSES) {
      String room = room(from.getPackageName());
      if (!room.isEmpty()) {
        Set<String> to = out.computeIfAbsent(room, r -> new TreeSet<>());
        from.getDirectDependenciesFromSelf().stream()
            .map(d -> room(d.getTargetClass().getPackageName()))
            .filter(r -> !r.isEmpty() && !r.equals(room))
            .forEach(to::add);
      }
    }
    return out;
  }

  private static String room(String name) {
    String agent = "org.outrider.agent.";
    return name.startsWith(agent) ? name.substring(agent.length()).split("\\.")[0] : "";
  }

  /**
   * The picture is drawn from the classes: {@code -Doutrider.write=true} brings the page up to
   * date.
   */
  @Test
  void theArchitecturePageShowsTheRoomsAsTheyAre() throws IOException {
    StringBuilder picture = new StringBuilder("```mermaid\nflowchart TD\n");
    Map<String, Set<String>> rooms = rooms();
    for (String room : ROOMS.reversed()) {
      // what a lower room already depends on is left out, or nothing could be seen
      Set<String> direct = new TreeSet<>(rooms.getOrDefault(room, Set.of()));
      rooms.getOrDefault(room, Set.of()).forEach(r -> direct.removeAll(reach(rooms, r)));
      direct.forEach(r -> picture.append("  %s --> %s\n".formatted(room, r)));
    }
    picture.append("```\n");
    Path page = Path.of("../docs/architecture.md");
    String text = Files.readString(page);
    String begin = "<!-- rooms -->\n";
    int from = text.indexOf(begin) + begin.length();
    int to = text.indexOf("<!-- /rooms -->");
    if (System.getenv("OUTRIDER_WRITE_DOCS") != null) {
      Files.writeString(page, text.substring(0, from) + picture + text.substring(to));
    } else {
      assertEquals(picture.toString(), text.substring(from, to), "docs/architecture.md");
    }
  }

  private static Set<String> reach(Map<String, Set<String>> rooms, String from) {
    Set<String> out = new TreeSet<>();
    for (String next : rooms.getOrDefault(from, Set.of())) {
      out.add(next);
      out.addAll(reach(rooms, next));
    }
    return out;
  }

  @Test
  void plateTextsNeedTheJdkAlone() {
    classes()
        .that()
        .resideInAPackage("..agent.base.plate..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("..agent.base.plate..", "java..", "org.jspecify..")
        .check(CLASSES);
  }

  @Test
  void eachLibraryStaysWithItsAdapter() {
    only("java.sql..", "..agent.store..", "..outrider.central..");
    only("org.eclipse.paho..", "..agent.link.uplink.mqtt..");
    only("ai.onnxruntime..", "..agent.reading.vision.onnx..");
    only("org.apache.activemq..", "..outrider.central..");
    only("picocli..", "..agent.cli..", "..outrider.central..", "..outrider.workbench..");
    only("org.tomlj..", "..agent.base.toml..");
    only("org.bouncycastle..", "..agent.upkeep.enrol..");
  }

  private static void only(String used, String... users) {
    noClasses()
        .that()
        .resideOutsideOfPackages(users)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(used)
        .check(CLASSES);
  }

  @Test
  void driversAreFoundByTheirSchemeAndNotNamed() {
    noClasses()
        .that()
        .resideInAPackage("..agent..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("..hal.driver..")
        .check(CLASSES);
  }

  /** Nobody else opens a connection: there is no way out but to the agency (RET-06, UPL-04). */
  @Test
  @Tag("UPL-04")
  @Tag("RET-06")
  @Tag("ALR-14")
  void onlyTheUplinkTheListSourceAndTheReceiverOpenConnections() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "..agent.link.uplink.mqtt..",
            "..agent.base.http..",
            "..hal.driver.gpsd..",
            "..agent.console..")
        .and()
        .doNotHaveSimpleName("HttpsSource")
        .and()
        .doNotHaveSimpleName("EmbeddedBroker")
        .and()
        .doNotHaveSimpleName("Poster") // of central, to a system of the agency
        .and()
        .doNotHaveSimpleName("ConsoleClient") // a command's, to the console of its own unit
        .and()
        .doNotHaveSimpleName("EstClient") // to the agency's authority
        .and()
        .doNotHaveSimpleName("UpdateHttp") // to where the agency offers updates
        .and()
        .doNotHaveSimpleName("BenchFleet") // a measurement's, to its own broker
        .and()
        .doNotHaveSimpleName("SlowLink") // the same
        .should()
        .dependOnClassesThat()
        .haveNameMatching(
            "java\\.net\\.((Datagram|Server|Multicast)?Socket|URLConnection|HttpURLConnection|URL"
                + "|http\\..*)|java\\.nio\\.channels\\..*(Socket|Datagram)Channel"
                + "|javax\\.net\\.(ssl\\.)?(SSL)?(Server)?SocketFactory|javax\\.mail\\..*|jakarta\\.mail\\..*")
        .check(CLASSES);
  }

  @Test
  void timeComesFromTheUnitsClock() {
    noClasses()
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .check(CLASSES);
  }

  @Test
  void everyPackageSaysWhatItIs() {
    classes()
        .that()
        .haveSimpleName("package-info")
        .should()
        .beAnnotatedWith("org.jspecify.annotations.NullMarked")
        .check(CLASSES);
  }

  @Test
  void noGenericExceptionsAreThrown() {
    NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS.check(CLASSES);
  }
}
