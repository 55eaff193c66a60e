package org.outrider.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.people.iam.UserList;
import org.outrider.agent.unit.UnitFolder;

class UsersCheckTest {
  @TempDir Path folder;
  private UnitFolder unit;

  @BeforeEach
  void make() throws Exception {
    unit = new UnitFolder(folder);
    unit.users("officer");
    unit.profile("");
    unit.config();
  }

  private String check() {
    return UnitFolder.run("run", "--check", "--config", folder.resolve("outrider.toml").toString());
  }

  private String users(String... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = "user";
    all[1] = "check";
    all[2] = folder.resolve("users.toml").toString();
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    return UnitFolder.run(all);
  }

  @Test
  @Tag("IAM-03")
  void aConfigurationWhoseListOfUsersIsUnsignedOrAlteredIsRefused() throws Exception {
    String keys = folder.resolve("trusted").toString();
    assertTrue(check().startsWith("0 "), check());
    assertTrue(users("--keys", keys).endsWith("signature right"), users("--keys", keys));
    Path list = folder.resolve("users.toml");
    Files.writeString(list, Files.readString(list).replace("officer", "supervisor"));
    assertTrue(check().contains("does not hold"), check());
    Files.delete(folder.resolve("users.toml.sig"));
    assertTrue(check().startsWith("2 ") && check().contains("unsigned"), check());
    assertTrue(users("--keys", keys).startsWith("2 "), users("--keys", keys));
    assertTrue(users().contains("signature not checked"), users());
    Files.delete(list);
    assertTrue(check().startsWith("2 "), check());
  }

  @Test
  @Tag("IAM-03")
  void aListOfAnotherAgencyOrOutOfTimeIsRefused() throws Exception {
    Path list = folder.resolve("users.toml");
    String text = Files.readString(list);
    for (String[] wrong :
        new String[][] {
          {"CT0000000", "CT1111111", "agency CT1111111, expected CT0000000"},
          {"valid_until = \"2", "valid_until = \"1", "ended at 1"},
          {"valid_until = \"2", "valid_until = \"9", "at the latest"}
        }) {
      Files.writeString(list, text.replace(wrong[0], wrong[1]));
      UserList.sign(list, unit.key());
      assertTrue(check().startsWith("2 ") && check().contains(wrong[2]), check());
    }
    assertEquals(
        "2",
        UnitFolder.run(
                "user",
                "sign",
                list.toString(),
                "--key",
                folder.resolve("keys/agency.key.pem").toString())
            .substring(0, 1),
        "nobody signs a list that units refuse");
  }
}
