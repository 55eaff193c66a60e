package org.outrider.agent.upkeep.enrol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.hal.RealPart;

/** A unit's way to its certificate, against an EST server over real TLS. */
class EnrolmentTest {
  @TempDir Path folder;
  private Path unit;
  private EstServer est;
  private Instant now = Instant.now();

  @BeforeEach
  void start() throws Exception {
    RealPart.require("openssl");
    unit = Files.createDirectories(folder.resolve("unit"));
    est = new EstServer(Files.createDirectories(folder.resolve("est")));
    Files.writeString(unit.resolve("token"), "sesame-once\n");
  }

  @AfterEach
  void stop() {
    if (est != null) { // openssl is missing
      est.close();
    }
  }

  private Enrolment enrolment(String ca) {
    return new Enrolment(
        new Enrolment.Settings(
            URI.create(est.url()),
            folder.resolve("est/" + ca + ".pem"),
            unit.resolve("token"),
            unit.resolve("unit.key"),
            unit.resolve("unit.pem")),
        new UnitIdentity("CT0000000", "unit-7", "10000000abcdef01"),
        () -> now);
  }

  private String said(String file, String... what) throws Exception {
    List<String> all = new java.util.ArrayList<>(List.of("x509", "-noout", "-in"));
    all.add(unit.resolve(file).toString());
    all.addAll(List.of(what));
    return est.openssl(all.toArray(String[]::new)).strip();
  }

  private static String failed(Enrolment enrolment) {
    return String.valueOf(assertThrows(EnrolException.class, enrolment::step).getMessage());
  }

  @Test
  @Tag("UPL-03")
  void aUnitMakesItsKeyAndIsEnrolledByATokenThatIsGoodOnce() throws Exception {
    Enrolment.Result done = enrolment("est").step();
    assertEquals(Enrolment.Outcome.ENROLLED, done.outcome());
    assertEquals(
        "subject=O = CT0000000, serialNumber = 10000000abcdef01, CN = unit-7",
        said("unit.pem", "-subject").replaceAll(" ?= ?", " = ").replace("subject = ", "subject="));
    est.openssl("verify", "-CAfile", "est.pem", unit.resolve("unit.pem").toString());
    assertEquals(
        est.openssl("pkey", "-pubout", "-in", unit.resolve("unit.key").toString()),
        est.openssl("x509", "-noout", "-pubkey", "-in", unit.resolve("unit.pem").toString()));
    assertEquals(
        "rw-r-----",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(unit.resolve("unit.key"))));
    assertFalse(Files.exists(unit.resolve("token")), "the token has done what it was for");
    assertEquals(List.of("simpleenroll"), est.asked);

    assertEquals(Enrolment.Outcome.GOOD, enrolment("est").step().outcome());
    assertEquals(1, est.asked.size(), "nobody is asked while nothing is due");
    Files.delete(unit.resolve("unit.pem"));
    Files.writeString(unit.resolve("token"), "sesame-once");
    assertTrue(failed(enrolment("est")).contains("refused: status 401 not known"));
  }

  @Test
  @Tag("UPL-03")
  void aCertificateIsRenewedAfterTwoThirdsOfItsLifeByItself() throws Exception {
    Instant first = enrolment("est").step().until();
    now = first.minus(Duration.ofDays(31));
    assertEquals(Enrolment.Outcome.GOOD, enrolment("est").step().outcome());
    now = first.minus(Duration.ofDays(29));
    est.days = 200;
    Enrolment.Result done = enrolment("est").step();
    assertEquals(Enrolment.Outcome.RENEWED, done.outcome());
    assertTrue(done.until().isAfter(first.plus(Duration.ofDays(100))), done.until() + "");
    assertTrue(est.asked.getLast().startsWith("simplereenroll CN=unit-7"), est.asked + "");
  }

  @Test
  @Tag("UPL-03")
  void whatCannotBeRenewedStaysAsItWas() throws Exception {
    Instant first = enrolment("est").step().until();
    byte[] before = Files.readAllBytes(unit.resolve("unit.pem"));
    now = first.minus(Duration.ofDays(10));
    est.status = 500;
    assertTrue(failed(enrolment("est")).contains("status 500 later"));
    est.status = 202;
    EnrolException waits = assertThrows(EnrolException.class, enrolment("est")::step);
    assertEquals(Duration.ofSeconds(600), waits.retryAfter().orElseThrow());
    est.status = 0;
    est.isWrongKey = true;
    assertTrue(failed(enrolment("est")).contains("0 certificates for the key of this unit"));
    est.isWrongKey = false;
    assertTrue(
        failed(enrolment("other")).contains("not reached"), "a server of no authority of ours");
    assertArrayEquals(before, Files.readAllBytes(unit.resolve("unit.pem")));
    est.close();
    assertTrue(failed(enrolment("est")).contains("not reached"));
    assertArrayEquals(before, Files.readAllBytes(unit.resolve("unit.pem")));
    assertEquals(first, enrolment("est").until().orElseThrow());
  }

  @Test
  @Tag("UPL-03")
  void aTokenAndAKeyThatAreNoneAreNamed() throws Exception {
    Files.writeString(unit.resolve("token"), "a\nb\n");
    assertTrue(failed(enrolment("est")).contains("token: expected one line"));
    Files.delete(unit.resolve("token"));
    assertTrue(failed(enrolment("est")).contains("token: no token to enrol with"));
    Files.writeString(unit.resolve("unit.key"), "no key");
    assertTrue(failed(enrolment("est")).contains("unit.key: no key can be had"));
    est.openssl("genpkey", "-algorithm", "ED25519", "-out", unit.resolve("unit.key").toString());
    assertTrue(failed(enrolment("est")).contains("expected an EC key"));
    assertEquals(List.of(), est.asked);
  }
}
