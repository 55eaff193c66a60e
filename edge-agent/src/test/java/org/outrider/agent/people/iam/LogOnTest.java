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
                user("asmith", "administrator", day, "default@1", SECRET),
                user("bare", "administrator", day, "default@1", null)));
    return new LogOn(
        "CT0000000/car-7",
        () -> list,
        new LogOnRules(5, Duration.ofMinutes(15), true, "default@1", Set.of("administrator")),
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
    assertEquals("user or password is wrong", refused(logOn(), "jdoe", "wrong", ""));
    assertEquals("user or password is wrong", refused(logOn(), "nobody", GOOD, ""));
  }

  @Test
  @Tag("IAM-01")
  void afterFiveFailuresWithinTheWindowAnAccountIsLockedUntilAnotherAdministratorReleasesIt()
      throws Exception {
    for (int i = 0; i < 4; i++) {
      assertEquals("user or password is wrong", refused(logOn(), "jdoe", "wrong", ""));
      clock.advance(Duration.ofMinutes(3));
    }
    assertTrue(refused(logOn(), "jdoe", "wrong", "").contains("the account is locked"));
    store.close();
    open(); // a restart forgets nothing
    assertTrue(refused(logOn(), "jdoe", GOOD, "").startsWith("account locked since "));
    clock.advance(Duration.ofDays(1));
    assertTrue(refused(logOn(), "jdoe", GOOD, "").startsWith("account locked since "));
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
      assertEquals("user or password is wrong", refused(logOn(), "jdoe", "wrong", ""));
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
        "user or password is wrong",
        refused(logOn(), "untrained", "wrong", ""),
        "said to nobody who has not proved who they are");
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
    assertTrue(refused(logOn(), "asmith", GOOD, "").contains("one-time code is wrong"));
    String code = Totp.code(SECRET, NOW.getEpochSecond() / 30);
    assertEquals("asmith", logOn().logOn("asmith", GOOD.toCharArray(), code, false).userId());
    assertTrue(refused(logOn(), "asmith", GOOD, code).contains("was used already"));
    clock.advance(Duration.ofSeconds(30));
    String next = Totp.code(SECRET, NOW.getEpochSecond() / 30 + 1);
    assertEquals("asmith", logOn().logOn("asmith", GOOD.toCharArray(), next, false).userId());
    clock.advance(Duration.ofSeconds(90));
    String late = Totp.code(SECRET, NOW.getEpochSecond() / 30 + 2);
    assertTrue(refused(logOn(), "asmith", GOOD, late).contains("one-time code is wrong"));
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
    assertTrue(refused(logOn(), "jdoe", GOOD, "").startsWith("account locked since "));
    open();
  }

  @Test
  @Tag("IAM-01")
  void anAdministratorOpensALockedAccountOverTheTelephoneAndOnlyThisOneOnce() throws Exception {
    LogOn logOn = logOn();
    assertEquals(Optional.empty(), logOn.challenge("jdoe"), "not locked");
    lock(logOn);
    String challenge = logOn.challenge("jdoe").orElseThrow();
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
      LogOnException e = assertThrows(LogOnException.class, () -> logOn.releaseBy("jdoe", wrong));
      assertEquals("release code is wrong", e.getMessage());
    }
    logOn.releaseBy("jdoe", code.toLowerCase(Locale.ROOT).replace("-", " "));
    assertEquals("jdoe", logOn.logOn("jdoe", GOOD.toCharArray(), "", false).userId());
    clock.advance(Duration.ofHours(1));
    lock(logOn);
    assertThrows(LogOnException.class, () -> logOn.releaseBy("jdoe", code), "one lock-out each");
    assertThrows(LogOnException.class, () -> logOn.releaseBy("nobody", code));
  }

  private static void lock(LogOn logOn) {
    for (int i = 0; i < 5; i++) {
      refused(logOn, "jdoe", "wrong", "");
    }
  }
}
