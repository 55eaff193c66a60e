package org.outrider.hal;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class HalArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.outrider.hal");

  @Test
  void nothingOutsideDependsOnDriversOrSimulators() {
    noClasses()
        .that()
        .resideOutsideOfPackages("..hal.driver..", "..hal.sim..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..hal.driver..", "..hal.sim..")
        .check(CLASSES);
  }

  @Test
  void openCvStaysInItsPlaces() {
    noClasses()
        .that()
        .resideOutsideOfPackages("..hal.image..", "..hal.driver.video..", "..hal.sim..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.opencv..", "nu.pattern..")
        .check(CLASSES);
  }

  @Test
  void eachLibraryStaysWithItsDriver() {
    rule("com.fazecast..", "..driver.jserialcomm..");
    rule("com.pi4j..", "..driver.pi4j..");
    rule("javax.sound..", "..driver.javasound..");
    rule("com.fasterxml..", "..driver.gpsd..");
  }

  private static void rule(String library, String driver) {
    noClasses()
        .that()
        .resideOutsideOfPackage(driver)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
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
}
