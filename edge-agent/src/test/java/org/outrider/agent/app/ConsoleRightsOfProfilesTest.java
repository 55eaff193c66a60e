package org.outrider.agent.app;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.outrider.agent.console.Right;
import org.outrider.agent.console.Rights;
import org.outrider.agent.console.RightsTable;
import org.outrider.agent.policy.Profiles;

class ConsoleRightsOfProfilesTest {

  private static Rights of(String profile) throws Exception {
    return new Policy(Profiles.shipped(profile)).consoleRules().rights();
  }

  /** None of the six lets an officer ask about plates by hand, nor an administrator see alerts. */
  @Test
  @Tag("QRY-03")
  @Tag("QRY-04")
  @Tag("IAM-03")
  void inEachPolicyOfficersSeeAlertsAndSupervisorsAloneCheckPlates() throws Exception {
    for (String profile : Profiles.shipped()) {
      for (String role : new String[] {"officer", "supervisor"}) {
        assertTrue(of(profile).has(role, Right.SEE_ALERTS), profile + " " + role);
        assertTrue(of(profile).has(role, Right.ANSWER_ALERTS), profile + " " + role);
      }
      assertTrue(of(profile).has("supervisor", Right.MANUAL_CHECK), profile);
      assertFalse(of(profile).has("officer", Right.MANUAL_CHECK), profile);
      assertFalse(of(profile).has("administrator", Right.SEE_ALERTS), profile);
    }
  }

  @Test
  @Tag("INV-06")
  void inNoPolicyDoesServiceSeePlates() throws Exception {
    for (String profile : Profiles.shipped()) {
      for (String role : new String[] {"technician", "maintenance"}) {
        for (Right right :
            new Right[] {
              Right.SEE_ALERTS, Right.ANSWER_ALERTS, Right.MANUAL_CHECK, Right.SEE_ENTRIES
            }) {
          assertFalse(of(profile).has(role, right), profile + " " + role + " " + right);
        }
      }
      assertTrue(of(profile).has("technician", Right.AIM));
    }
  }

  @Test
  void theTableInTheDocsIsThatOfTheProgram() throws Exception {
    Path root = Path.of("").toAbsolutePath();
    Path home = Files.exists(root.resolve("docs")) ? root : root.getParent();
    String docs = Files.readString(home.resolve("docs/console-rights.md"));
    assertTrue(
        docs.endsWith(RightsTable.of(of("default"))), "to be written by: outrider user rights");
  }
}
