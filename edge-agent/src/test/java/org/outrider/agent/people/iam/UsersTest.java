package org.outrider.agent.people.iam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.health.Fault;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.trust.SignedText;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.store.SqliteVersions;
import org.outrider.hal.sim.ManualClock;

class UsersTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final String HASH = Password.of("long enough".toCharArray()).text();
  private static final String SOON = "2027-01-31T00:00:00Z";

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock(NOW);
  private final Health health = new Health();
  private final List<Integer> taken = new ArrayList<>();
  private SqliteVersions versions;
  private SigningKey key;
  private UsersConfig config;

  @BeforeEach
  void open() throws Exception {
    key = key("agency");
    Files.createDirectories(folder.resolve("trusted"));
    Files.copy(folder.resolve("agency/agency.pem"), folder.resolve("trusted/agency.pem"));
    config =
        new UsersConfig(
            folder.resolve("users.toml"), folder.resolve("trusted"), folder.resolve("accounts.db"));
    versions = SqliteVersions.open(folder.resolve("unit.db"), health);
  }

  @AfterEach
  void close() {
    versions.close();
  }

  private SigningKey key(String name) throws Exception {
    SigningKey.make(folder.resolve(name), name);
    return SigningKey.read(folder.resolve(name).resolve(name + ".key.pem"));
  }

  private Users users() {
    return new Users(config, "A", versions, health, clock, l -> taken.add(l.version()));
  }

  /** List and signature in a folder of their own, to be copied one after the other. */
  private Path made(int version, String until, String... ids) throws Exception {
    Path at = Files.createDirectories(folder.resolve("made-" + version + "-" + ids.length));
    StringBuilder text =
        new StringBuilder(
            "[users]%nagency = \"A\"%nversion = %d%nvalid_until = \"%s\"%n"
                .formatted(version, until));
    for (String id : ids) {
      text.append(
          "[[user]]%nid = \"%s\"%nname = \"N\"%nrole = \"officer\"%npassword = \"%s\"%n"
              .formatted(id, HASH));
    }
    Path file = Files.writeString(at.resolve("users.toml"), text);
    UserList.sign(file, key);
    return at;
  }

  private void copy(Path from, String name) throws Exception {
    Files.copy(from.resolve(name), folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  private void copyBoth(Path from) throws Exception {
    copy(from, "users.toml");
    copy(from, "users.toml.sig");
  }

  private String fault() {
    return health.faults().stream()
        .filter(f -> f.code() == FaultCode.USERS_REFUSED)
        .map(Fault::cause)
        .findFirst()
        .orElse("");
  }

  @Test
  @Tag("IAM-03")
  void aListCopiedBeforeItsSignatureIsInForceOnceTheSignatureCame() throws Exception {
    Users users = users();
    copyBoth(made(1, SOON, "jdoe", "former"));
    assertTrue(users.get().find("former").isPresent());
    Path next = made(2, SOON, "jdoe");
    copy(next, "users.toml");
    assertEquals(1, users.get().version(), "the last right one");
    assertTrue(fault().contains("does not hold"), fault());
    clock.advance(Duration.ofHours(1));
    assertEquals(1, users.get().version());
    copy(next, "users.toml.sig");
    assertTrue(users.get().find("former").isEmpty(), "revoked at once");
    assertEquals("", fault());
    assertEquals(List.of(1, 2), taken);
  }

  @Test
  @Tag("IAM-03")
  void aSignatureCopiedBeforeItsListIsInForceOnceTheListCame() throws Exception {
    Users users = users();
    copyBoth(made(1, SOON, "jdoe", "former"));
    assertEquals(1, users.get().version());
    Path next = made(2, SOON, "jdoe");
    copy(next, "users.toml.sig");
    assertEquals(1, users.get().version());
    assertFalse(fault().isEmpty());
    copy(next, "users.toml");
    assertEquals(2, users.get().version());
    assertEquals("", fault());
  }

  @Test
  void aKeyThatIsTrustedLaterMakesTheWaitingListCount() throws Exception {
    Path key = folder.resolve("trusted/agency.pem");
    Files.move(key, folder.resolve("agency.pem"));
    Files.copy(folder.resolve("agency.pem"), folder.resolve("agency.copy"));
    Users users = users();
    copyBoth(made(1, SOON, "jdoe"));
    assertEquals(0, users.get().version());
    Files.move(folder.resolve("agency.copy"), key);
    assertEquals(1, users.get().version());
  }

  @Test
  void aListOfTheSameSizeAndTimeAsTheOneBeforeIsSeenToBeAnother() throws Exception {
    Users users = users();
    copyBoth(made(1, SOON, "jdoe"));
    FileTime then = FileTime.from(NOW);
    Files.setLastModifiedTime(config.list(), then);
    Files.setLastModifiedTime(folder.resolve("users.toml.sig"), then);
    assertEquals(1, users.get().version());
    copyBoth(made(2, SOON, "asmi"));
    Files.setLastModifiedTime(config.list(), then);
    Files.setLastModifiedTime(folder.resolve("users.toml.sig"), then);
    assertEquals(2, users.get().version());
  }

  @Test
  @Tag("IAM-03")
  void aListThatEndedOrIsDatedFarAheadReplacesNoGoodOneAndTheFaultClears() throws Exception {
    Users users = users();
    copyBoth(made(1, SOON, "jdoe"));
    assertEquals(1, users.get().version());
    copyBoth(made(2, "2026-11-20T00:00:00Z", "jdoe"));
    assertEquals(1, users.get().version());
    assertTrue(fault().contains("version 2 ended at 2026-11-20T00:00:00Z"), fault());
    for (String far : List.of("9999-12-31T23:59:59Z", "+999999999-12-31T23:59:59Z")) {
      copyBoth(made(3, far, "jdoe"));
      assertEquals(1, users.get().version(), far);
      assertTrue(fault().contains("at the latest"), fault());
    }
    assertFalse(
        users.offer(SignedText.ofFile(config.list()).write()), "nor does one that central sends");
    Files.delete(config.list());
    assertEquals(1, users.get().version());
    assertEquals("", fault(), "the bad file is gone");
    copyBoth(made(4, SOON, "jdoe"));
    assertEquals(4, users.get().version(), "no version was used up by what was refused");
  }

  @Test
  void aUnitWithoutAListTakesNoneThatWouldNeverEnd() throws Exception {
    copyBoth(made(1, "9999-12-31T23:59:59Z", "jdoe"));
    assertEquals(0, users().get().version());
  }

  @Test
  void aUnitWhoseClockIsBehindAtBootTakesUpAListOfToday() throws Exception {
    clock.stepUtc(Duration.between(NOW, Instant.EPOCH.plusSeconds(30)));
    copyBoth(made(1, SOON, "jdoe"));
    assertEquals(1, users().get().version());
  }

  @Test
  void aListThatWasRefusedForItsDatesIsReadAgainWhenTheClockIsRight() throws Exception {
    Users users = users();
    copyBoth(made(1, SOON, "jdoe"));
    assertEquals(1, users.get().version());
    copyBoth(made(2, "2033-01-31T00:00:00Z", "jdoe"));
    assertEquals(1, users.get().version());
    clock.stepUtc(Duration.ofDays(2 * 366));
    clock.advance(Duration.ofSeconds(31));
    assertEquals(2, users.get().version());
    assertEquals("", fault());
  }

  @Test
  @Tag("IAM-03")
  void theLastRightListIsKeptOverARestartThoughTheFileIsBadAndAnOlderOneStaysRefused()
      throws Exception {
    copyBoth(made(2, SOON, "jdoe"));
    assertEquals(2, users().get().version());
    Files.delete(folder.resolve("users.toml.sig"));
    versions.close();
    versions = SqliteVersions.open(folder.resolve("unit.db"), health);
    Users again = users();
    assertEquals(2, again.get().version());
    assertTrue(fault().contains("unsigned"), fault());
    copyBoth(made(1, SOON, "jdoe", "former"));
    assertEquals(2, again.get().version());
    assertTrue(fault().contains("version 1, expected 2 or higher"), fault());
    TrustException e =
        assertThrows(
            TrustException.class,
            () -> Users.of(config, null, versions.newestVersion(Users.KIND)),
            "nor do commands believe it");
    assertTrue(String.valueOf(e.getMessage()).contains("expected 2 or higher"), e::getMessage);
  }

  @Test
  @Tag("IAM-03")
  void whoeverIsRevokedOrGetsAnotherPasswordLosesTheSessionAndOthersGoOn() throws Exception {
    Sessions sessions = new Sessions(new SessionRules(Optional.empty(), false), clock);
    Users users =
        new Users(config, "A", versions, health, clock, l -> sessions.keepOnly(l, u -> true));
    copyBoth(made(1, SOON, "jdoe", "former", "other"));
    for (User user : users.get().users()) {
      Session _ = sessions.open(user, "");
    }
    Path next = made(2, SOON, "jdoe", "other");
    Path list = next.resolve("users.toml");
    String text = Files.readString(list);
    int last = text.lastIndexOf(HASH);
    String anew = Password.of("another one".toCharArray()).text();
    Files.writeString(
        list,
        text.substring(0, last).replaceFirst("name = \"N\"", "name = \"J. Doe\"")
            + anew
            + text.substring(last + HASH.length()));
    UserList.sign(list, key);
    copyBoth(next);
    UserList _ = users.get();
    assertEquals(List.of("J. Doe"), sessions.open().stream().map(s -> s.user().name()).toList());
  }
}
