package org.outrider.agent.people.iam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.outrider.agent.store.SqliteAccountStore;
import org.outrider.hal.sim.ManualClock;

class LogOnTest {
  private static final String GOOD = "correct horse battery";
  private static final Password PASSWORD = Password.of(GOOD.toCharArray());
  private static final String SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"; // of RFC 6238, Base32
  private static final String RELEASE = "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U";
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Actor ADMINISTRATOR = new Actor("asmith", "administrator");

  private static final String REFUSED =
      "user or password is wrong, or its one-time code is, or the account is locked here: 5 failed"
          + " attempts lock it until an administrator releases it";

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock(NOW);
  private SqliteAccountStore store;

  @BeforeEach
  void open() throws Exception {
    store = SqliteAccountStore.open(folder.resolve("accounts.db"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static User user(String id, String role, LocalDate trained, String ack, String totp) {
    return new User(
        id,
        "Name",
        role,
        PASSWORD,
        trained,
        ack,
        Classification.LOCAL,
        totp,
        id.equals("asmith") ? RELEASE : null);
  }

  private LogOn logOn() {
    return logOn(Optional.empty());
  }

  private LogOn logOn(Optional<Duration> release) {
    LocalDate day = LocalDate.of(2027, 3, 31);
    UserList list =
        new UserList(
            "A",
            1,
            NOW.plus(Duration.ofDays(30)),
            List.of(
                user("jdoe", "officer", day, "default@1", null),
                user("untrained", "officer", null, "default@1", null),
                user("old", "officer", LocalDate.of(2026, 11, 20), "other@1", null),
                user("new", "officer", day, "", null),
                user("ever", "officer", LocalDate.of(2036, 12, 31), "default@1", null),
                user("asmith", "administrator", day, "default@1", SECRET),
                user("bare", "administrator", day, "default@1", null)));
    return new LogOn(
        "CT0000000/car-7",
        () -> list,
        new LogOnRules(
            5,
            Duration.ofMinutes(15),
            release,
            Optional.of(365),
            "default@1",
            Set.of("administrator")),
        store,
        clock,
        LogOnWatch.NONE);
  }

  private static String refused(LogOn logOn, String user, String password, String code) {
    return String.valueOf(
        assertThrows(
                LogOnException.class, () -> logOn.logOn(user, password.toCharArray(), code, false))
            .getMessage());
  }

  @Test
  @Tag("IAM-01")
  void eachPersonLogsOnByNameWithoutANetworkAndThePasswordIsWiped() throws Exception {
    char[] typed = GOOD.toCharArray();
    assertEquals(new Actor("jdoe", "officer"), logOn().logOn("jdoe", typed, "", false).actor());
    assertEquals("\0".repeat(typed.length), new String(typed));
    assertEquals(REFUSED, refused(logOn(), "jdoe", "wrong", ""));
    assertEquals(REFUSED, refused(logOn(), "nobody", GOOD, ""));
  }

  @Test
  @Tag("IAM-01")
  void afterFiveFailuresWithinTheWindowAnAccountIsLockedUntilAnotherAdministratorReleasesIt()
      throws Exception {
    for (int i = 0; i < 4; i++) {
      assertEquals(REFUSED, refused(logOn(), "jdoe", "wrong", ""));
      clock.advance(Duration.ofMinutes(3));
    }
    assertEquals(REFUSED, refused(logOn(), "jdoe", "wrong", ""));
    store.close();
    open(); // a restart forgets nothing
    assertEquals(REFUSED, refused(logOn(), "jdoe", GOOD, ""));
    clock.advance(Duration.ofDays(1));
    assertEquals(REFUSED, refused(logOn(), "jdoe", GOOD, ""));
    assertThrows(
        LogOnException.class, () -> logOn().release("jdoe", new Actor("s1", "supervisor")));
    assertThrows(
        LogOnException.class, () -> logOn().release("jdoe", new Actor("jdoe", "administrator")));
    logOn().release("jdoe", ADMINISTRATOR);
    assertEquals("jdoe", logOn().logOn("jdoe", GOOD.toCharArray(), "", false).userId());
  }

  @Test
  void failuresOlderThanTheWindowDoNotCountNorThoseBeforeASuccess() throws Exception {
    for (int i = 0; i < 12; i++) {
      assertEquals(REFUSED, refused(logOn(), "jdoe", "wrong", ""));
      clock.advance(Duration.ofMinutes(4));
    }
    clock.advance(Duration.ofMinutes(15));
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 4; i++) {
        refused(logOn(), "jdoe", "wrong", "");
      }
      logOn().logOn("jdoe", GOOD.toCharArray(), "", false);
    }
  }

  @Test
  @Tag("IAM-02")
  @Tag("IAM-06")
  void withoutTrainingInForceOrAcknowledgedPolicyNobodyLogsOn() {
    assertEquals("training: none recorded", refused(logOn(), "untrained", GOOD, ""));
    assertEquals("training: was valid until 2026-11-20", refused(logOn(), "old", GOOD, ""));
    assertEquals("policy: default@1 not acknowledged yet", refused(logOn(), "new", GOOD, ""));
    assertEquals(
        REFUSED,
        refused(logOn(), "untrained", "wrong", ""),
        "said to nobody who has not proved who they are");
  }

  @Test
  @Tag("IAM-02")
  void aTrainingCountsForNoLongerThanThePolicyHasItCount() throws Exception {
    assertEquals(
        "training: valid until 2036-12-31, expected 2027-11-21 at the latest: a training counts for"
            + " 365 days",
        refused(logOn(), "ever", GOOD, ""));
    clock.stepUtc(Duration.between(NOW, Instant.EPOCH));
    assertEquals(
        "ever",
        logOn().logOn("ever", GOOD.toCharArray(), "", false).userId(),
        "a clock that is behind at boot locks nobody out");
  }

  @Test
  @Tag("IAM-03")
  void aListThatIsNoLongerValidLetsNobodyIn() {
    clock.advance(Duration.ofDays(30));
    assertTrue(refused(logOn(), "jdoe", GOOD, "").contains("valid until 2026-12-21T12:00:00Z"));
  }

  @Test
  @Tag("IAM-01")
  void aSecondFactorIsAskedOfThoseWhoNeedItAndNoCodeIsTakenTwice() throws Exception {
    assertTrue(refused(logOn(), "bare", GOOD, "").contains("none is set up"));
    assertEquals(REFUSED, refused(logOn(), "asmith", GOOD, ""));
    String code = Totp.code(SECRET, NOW.getEpochSecond() / 30);
    assertEquals("asmith", logOn().logOn("asmith", GOOD.toCharArray(), code, false).userId());
    assertEquals(REFUSED, refused(logOn(), "asmith", GOOD, code));
    clock.advance(Duration.ofSeconds(30));
    String next = Totp.code(SECRET, NOW.getEpochSecond() / 30 + 1);
    assertEquals("asmith", logOn().logOn("asmith", GOOD.toCharArray(), next, false).userId());
    clock.advance(Duration.ofSeconds(90));
    String late = Totp.code(SECRET, NOW.getEpochSecond() / 30 + 2);
    assertEquals(REFUSED, refused(logOn(), "asmith", GOOD, late));
  }

  /** RFC 6238, appendix B, cut to six digits. */
  @ParameterizedTest
  @CsvSource({
    "59, 287082",
    "1111111109, 081804",
    "1111111111, 050471",
    "1234567890, 005924",
    "2000000000, 279037",
    "20000000000, 353130"
  })
  void codesAreThoseOfTheStandard(long second, String code) {
    assertEquals(code, Totp.code(SECRET, second / 30));
  }

  @Test
  void aPasswordIsKeptSaltedAndNeverShown() {
    Password again = Password.of(GOOD.toCharArray());
    assertFalse(again.text().equals(PASSWORD.text()), "salted");
    assertTrue(Password.parse(again.text()).is(GOOD.toCharArray()));
    assertFalse(again.is("Correct horse battery".toCharArray()));
    assertFalse(Password.NOBODY.is(new char[0]));
    assertEquals("password", again.toString());
    for (String weak : Arrays.asList(again.text().replace("$210000$", "$100000$"), "secret", "")) {
      assertThrows(IllegalArgumentException.class, () -> Password.parse(weak));
    }
  }

  @Test
  void accountsThatCannotBeReadLetNobodyIn() throws Exception {
    store.close();
    assertEquals(REFUSED, refused(logOn(), "jdoe", GOOD, ""));
    open();
  }

  @Test
  @Tag("IAM-01")
  void anAdministratorOpensALockedAccountOverTheTelephoneAndOnlyThisOneOnce() throws Exception {
    LogOn logOn = logOn();
    assertEquals(Optional.empty(), logOn.challenge("jdoe", LogOnSource.TERMINAL), "not locked");
    lock(logOn);
    String challenge = logOn.challenge("jdoe", LogOnSource.TERMINAL).orElseThrow();
    assertTrue(challenge.matches("[A-Z2-7]{4}-[A-Z2-7]{4}"), challenge);
    String code = ReleaseCode.code(RELEASE, "CT0000000/car-7", "jdoe", challenge);
    assertTrue(code.matches("([A-Z2-7]{4}-){2}[A-Z2-7]{4}"), code);
    for (String wrong :
        List.of(
            "",
            code.substring(1),
            ReleaseCode.code(RELEASE, "CT0000000/car-8", "jdoe", challenge),
            ReleaseCode.code(RELEASE, "CT0000000/car-7", "new", challenge),
            ReleaseCode.code(SECRET, "CT0000000/car-7", "jdoe", challenge),
            ReleaseCode.code(RELEASE, "CT0000000/car-7", "jdoe", "AAAA-AAAA"))) {
      LogOnException e =
          assertThrows(
              LogOnException.class, () -> logOn.releaseBy("jdoe", wrong, LogOnSource.TERMINAL));
      assertEquals("release code is wrong", e.getMessage());
    }
    clock.advance(Duration.ofSeconds(1));
    logOn.releaseBy("jdoe", code.toLowerCase(Locale.ROOT).replace("-", " "), LogOnSource.TERMINAL);
    assertEquals("jdoe", logOn.logOn("jdoe", GOOD.toCharArray(), "", false).userId());
    clock.advance(Duration.ofHours(1));
    lock(logOn);
    assertThrows(
        LogOnException.class,
        () -> logOn.releaseBy("jdoe", code, LogOnSource.TERMINAL),
        "one lock-out each");
    assertThrows(LogOnException.class, () -> logOn.releaseBy("nobody", code, LogOnSource.TERMINAL));
  }

  private static void lock(LogOn logOn) {
    for (int i = 0; i < 5; i++) {
      refused(logOn, "jdoe", "wrong", "");
    }
  }

  private static LogOnSource at(String address) {
    return new LogOnSource(address, "");
  }

  private static String refused(LogOn logOn, String user, String password, LogOnSource from) {
    return String.valueOf(
        assertThrows(
                LogOnException.class,
                () -> logOn.logOn(user, password.toCharArray(), "", false, from))
            .getMessage());
  }

  @Test
  @Tag("IAM-01")
  void whoeverGuessesLocksTheAccountForThemselvesAndKeepsItsPersonOutNowhereElse()
      throws Exception {
    LogOn logOn = logOn();
    for (int i = 0; i < 5; i++) {
      assertEquals(REFUSED, refused(logOn, "jdoe", "wrong", at("192.0.2.9")));
    }
    assertEquals(REFUSED, refused(logOn, "jdoe", GOOD, at("192.0.2.9")), "locked there");
    assertTrue(logOn.challenge("jdoe", at("192.0.2.9")).isPresent());
    assertEquals(
        "jdoe", logOn.logOn("jdoe", GOOD.toCharArray(), "", false, at("192.0.2.1")).userId());
    assertEquals(Optional.empty(), logOn.challenge("jdoe", at("192.0.2.1")));
    assertEquals(REFUSED, refused(logOn(), "jdoe", GOOD, at("192.0.2.9")), "over a restart");
    logOn.release("jdoe", ADMINISTRATOR);
    clock.advance(Duration.ofMinutes(2));
    assertEquals(
        "jdoe", logOn.logOn("jdoe", GOOD.toCharArray(), "", false, at("192.0.2.9")).userId());
  }

  @Test
  @Tag("IAM-01")
  void aBrowserThatAPersonUsedBeforeStaysOpenToThemWhoeverGuessesAtItsAddress() throws Exception {
    LogOn logOn = logOn();
    String proof = logOn.devices("jdoe", at("127.0.0.1"));
    LogOnSource known = new LogOnSource("127.0.0.1", proof);
    for (int i = 0; i < 30; i++) {
      refused(logOn, "jdoe", "wrong", at("127.0.0.1"));
    }
    assertEquals("jdoe", logOn.logOn("jdoe", GOOD.toCharArray(), "", false, known).userId());
    assertEquals("jdoe", logOn().logOn("jdoe", GOOD.toCharArray(), "", false, known).userId());
    LogOn other = logOn();
    for (int i = 0; i < 5; i++) {
      assertEquals(REFUSED, refused(other, "jdoe", "wrong", known), "its own failures count");
    }
    assertEquals(REFUSED, refused(other, "jdoe", GOOD, known));
    for (String forged :
        List.of(
            proof.substring(0, proof.length() - 1) + (proof.endsWith("A") ? "B" : "A"),
            logOn.devices("new", at("127.0.0.1")),
            "x".repeat(5000))) {
      assertEquals(
          REFUSED, refused(logOn(), "jdoe", GOOD, new LogOnSource("127.0.0.1", forged)), forged);
    }
    other.release("jdoe", ADMINISTRATOR);
    assertEquals("jdoe", other.logOn("jdoe", GOOD.toCharArray(), "", false, known).userId());
    String many = ""; // a browser has room for so many
    for (int i = 0; i < 40; i++) {
      many = logOn.devices("user" + i, new LogOnSource("127.0.0.1", many));
    }
    assertEquals(16, many.split("~").length);
  }

  @Test
  @Tag("IAM-01")
  void attemptsFromOneSourceAreDelayedMoreAndMoreAndAttemptsMeanwhileProlongNothing()
      throws Exception {
    LogOn logOn = logOn();
    for (int i = 0; i < 10; i++) {
      assertEquals(Duration.ZERO, logOn.delay("nobody" + i, at("192.0.2.9")));
      refused(logOn, "nobody" + i, "wrong", at("192.0.2.9"));
    }
    long[] seconds = {1, 2, 4, 8, 16, 32, 60, 60};
    for (long expected : seconds) {
      refused(logOn, "jdoe", "wrong", at("192.0.2.9"));
      assertEquals(Duration.ofSeconds(expected), logOn.delay("jdoe", at("192.0.2.9")));
      assertTrue(
          refused(logOn, "jdoe", GOOD, at("192.0.2.9")).startsWith("too many failed attempts"));
      assertEquals(Duration.ofSeconds(expected), logOn.delay("jdoe", at("192.0.2.9")));
      assertEquals(Duration.ZERO, logOn.delay("jdoe", at("192.0.2.1")), "of this source alone");
      clock.advance(Duration.ofSeconds(expected));
    }
    clock.advance(Duration.ofHours(1));
    refused(logOn, "nobody", "wrong", at("192.0.2.9"));
    assertEquals(Duration.ZERO, logOn.delay("jdoe", at("192.0.2.9")), "forgotten");
  }

  @Test
  @Tag("IAM-01")
  void guessesFromEverywhereAreDelayedPerAccountButNotWhereItsPersonIsKnown() throws Exception {
    LogOn logOn = logOn();
    LogOnSource known = new LogOnSource("192.0.2.1", logOn.devices("jdoe", at("192.0.2.1")));
    for (int i = 0; i < 101; i++) {
      refused(logOn, "jdoe", "wrong", at("198.51.100." + i));
    }
    assertEquals(Duration.ofSeconds(1), logOn.delay("jdoe", at("203.0.113.1")));
    assertEquals(Duration.ZERO, logOn.delay("new", at("203.0.113.1")));
    assertEquals("jdoe", logOn.logOn("jdoe", GOOD.toCharArray(), "", false, known).userId());
  }

  /** Answers, delays, lockouts and challenges are the same for names that are on no list. */
  @Test
  @Tag("IAM-01")
  void noAnswerTellsWhichNamesAreListed() throws Exception {
    LogOn logOn = logOn();
    for (int i = 0; i < 14; i++) {
      for (String name : List.of("jdoe", "nobody", "asmith")) {
        LogOnSource from = at("192.0.2." + name.length());
        LogOnSource of = at("192.0.2.77" + name);
        assertEquals(REFUSED, refused(logOn, name, "wrong", of), name + " " + i);
        assertEquals(i >= 4, logOn.challenge(name, of).isPresent(), name + " " + i);
        assertEquals(Optional.empty(), logOn.challenge(name, from), name);
        clock.advance(logOn.delay(name, of));
      }
    }
    assertTrue(logOn.challenge("nobody", at("192.0.2.77nobody")).get().matches("[A-Z2-7-]{9}"));
  }

  @Test
  @Tag("IAM-01")
  void whereThePolicyAllowsItALockoutEndsByItself() throws Exception {
    LogOn logOn = logOn(Optional.of(Duration.ofMinutes(30)));
    for (int i = 0; i < 5; i++) {
      assertTrue(
          refused(logOn, "jdoe", "wrong", "").endsWith("5 failed attempts lock it for 30 minutes"));
    }
    clock.advance(Duration.ofMinutes(29));
    refused(logOn, "jdoe", GOOD, "");
    clock.advance(Duration.ofMinutes(1));
    assertEquals("jdoe", logOn.logOn("jdoe", GOOD.toCharArray(), "", false).userId());
    store.close();
    assertThrows(
        LogOnException.class,
        () -> logOn.logOn("jdoe", GOOD.toCharArray(), "", false),
        "accounts that cannot be read stay locked");
    open();
  }
}
