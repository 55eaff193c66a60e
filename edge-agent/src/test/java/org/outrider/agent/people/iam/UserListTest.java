package org.outrider.agent.people.iam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.base.trust.SignedFile;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.base.trust.TrustedKeys;

class UserListTest {
  private static final String HASH = Password.of("long enough".toCharArray()).text();
  private static final String GOOD =
      """
      [users]
      agency = "CT0000000"
      version = 3
      valid_until = "2027-01-31T00:00:00Z"
      [[user]]
      id = "jdoe"
      name = "J. Doe"
      role = "officer"
      password = "%s"
      training_valid_until = "2027-03-31"
      acknowledged = "default@1"
      totp = "GEZDGNBVGY3TQOJQ"
      """
          .formatted(HASH);

  @TempDir Path folder;
  private SigningKey key;
  private TrustedKeys keys;

  @BeforeEach
  void makeKeys() throws Exception {
    SigningKey.make(folder.resolve("keys"), "agency");
    key = SigningKey.read(folder.resolve("keys/agency.key.pem"));
    Files.createDirectories(folder.resolve("trusted"));
    Files.copy(folder.resolve("keys/agency.pem"), folder.resolve("trusted/agency.pem"));
    keys = TrustedKeys.of(folder.resolve("trusted"));
  }

  private Path file(String text) throws Exception {
    return Files.writeString(folder.resolve("users.toml"), text);
  }

  @Test
  @Tag("IAM-03")
  void aSignedListIsReadWhole() throws Exception {
    UserList.sign(file(GOOD), key);
    UserList list = UserList.signed(folder.resolve("users.toml"), keys);
    User jdoe = list.find("jdoe").orElseThrow();
    assertEquals(3, list.version());
    assertEquals("officer", jdoe.role());
    assertEquals(LocalDate.of(2027, 3, 31), jdoe.trainingValidUntil());
    assertTrue(jdoe.password().is("long enough".toCharArray()));
    assertTrue(list.find("nobody").isEmpty());
  }

  @Test
  @Tag("IAM-03")
  void aListThatIsUnsignedAlteredOrSignedAsAnotherThingIsRefused() throws Exception {
    Path file = file(GOOD);
    assertThrows(TrustException.class, () -> UserList.signed(file, keys));
    UserList.sign(file, key);
    file(GOOD.replace("officer", "administrator"));
    assertThrows(TrustException.class, () -> UserList.signed(file, keys));
    file(GOOD);
    SignedFile.sign("profile", file, GOOD, key);
    assertThrows(TrustException.class, () -> UserList.signed(file, keys));
  }

  @Test
  void everyProblemIsNamedAtOnceAndNoSecretIsShown() throws Exception {
    String bad =
        """
        [users]
        agency = "CT0000000"
        version = 0
        valid_until = "soon"
        [[user]]
        id = "J Doe"
        name = "J. Doe"
        role = "chief"
        password = "hunter2hunter2"
        training_valid_until = "2027-02-30"
        totp = "secret-secret"
        [[user]]
        id = "asmith"
        name = "A. Smith"
        role = "officer"
        password = "%s"
        [[user]]
        id = "asmith"
        name = "A. Smith"
        role = "officer"
        password = "%s"
        """
            .formatted(HASH, HASH);
    ConfigException e = assertThrows(ConfigException.class, () -> UserList.unsigned(file(bad)));
    String all = String.join("\n", e.problems());
    for (String key :
        List.of(
            "version", "valid_until", "id", "role", "password", "training_valid_until", "totp")) {
      assertTrue(all.contains(key), key + " in " + all);
    }
    assertTrue(all.contains("a name that no other user has"), all);
    assertTrue(!all.contains("hunter2") && !all.contains("secret-secret"), all);
    assertTrue(
        assertThrows(
                ConfigException.class,
                () -> UserList.unsigned(file(GOOD.substring(0, GOOD.indexOf("[[user]]")))))
            .getMessage()
            .contains("expected at least one [[user]]"));
  }
}
