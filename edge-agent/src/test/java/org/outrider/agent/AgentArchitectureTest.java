package org.outrider.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class AgentArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
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

  @Test
  void nothingDependsOnApp() {
    only("..agent.app..", "..agent.app..");
  }

  @Test
  void featuresDependOnEachOtherInOneDirection() {
    slices().matching("org.outrider.agent.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void plateTextsNeedTheJdkAlone() {
    classes()
        .that()
        .resideInAPackage("..agent.plate..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("..agent.plate..", "java..", "org.jspecify..")
        .check(CLASSES);
  }

  @Test
  void eachLibraryStaysWithItsAdapter() {
    only("java.sql..", "..agent.store..");
    only("org.eclipse.paho..", "..agent.uplink.mqtt..");
    only("ai.onnxruntime..", "..agent.vision.onnx..");
    only("org.apache.activemq..", "..agent.central..");
    only("picocli..", "..agent.app..");
    only("org.tomlj..", "..agent.config..");
    only("org.bouncycastle..", "..agent.enrol..");
  }

  private static void only(String used, String user) {
    noClasses()
        .that()
        .resideOutsideOfPackage(user)
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
            "..agent.uplink.mqtt..", "..hal.driver.gpsd..", "..agent.console..")
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
