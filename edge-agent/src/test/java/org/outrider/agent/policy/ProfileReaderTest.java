package org.outrider.agent.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.base.trust.TrustedKeys;
import org.outrider.agent.hotlist.Category;

class ProfileReaderTest {
  private static final String HEAD =
      """
      [profile]
      id = "test"
      version = 3
      agency = "Test Agency"
      policy = "Order 1"
      effective = "2026-01-31"
      """;

  @TempDir Path folder;

  private static List<String> problems(String body) {
    ConfigException e =
        assertThrows(ConfigException.class, () -> ProfileReader.parse("test.toml", body));
    return e.problems();
  }

  static List<String> shipped() {
    return Profiles.shipped();
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void everyShippedProfileIsRight(String id) throws Exception {
    Profile p = Profiles.shipped(id);
    assertEquals(id, p.id());
    assertEquals(id + "@" + p.version(), p.stamp());
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void everyStatedSettingNamesItsClause(String id) throws Exception {
    Profile p = Profiles.shipped(id);
    long stated = 0;
    for (Setting<?> s : Settings.all()) {
      stated += p.clause(s).isEmpty() ? 0 : 1;
      assertFalse(s.conflict().isEmpty() || s.requirement().isEmpty(), s.key());
    }
    assertEquals(id.equals("default"), stated == 0, id + " states " + stated);
  }

  @Test
  void aValueIsReadWithItsClause() throws Exception {
    Profile p =
        ProfileReader.parse(
            "test.toml",
            HEAD + "[retention.central]\nmax_days = { value = 7, clause = \"4.2\" }\n");
    assertEquals(7, p.get(RetentionSettings.CENTRAL_MAX_DAYS).orElseThrow());
    assertEquals("4.2", p.clause(RetentionSettings.CENTRAL_MAX_DAYS));
    assertEquals("", p.clause(RetentionSettings.CENTRAL_MIN_DAYS));
  }

  @Test
  void allProblemsAreListedAtOnceWithTheirKeys() {
    List<String> found =
        problems(
            """
            [profile]
            id = "two words"
            agency = "A"
            policy = "P"
            effective = "yesterday"
            laws = ["us-xx-1"]
            [retention.central]
            max_days = { value = -1, clause = "1" }
            min_weeks = { value = 1, clause = "1" }
            [verify]
            mode = { value = "sometimes", clause = "1" }
            systems = { value = ["NCIC"] }
            [category]
            STOLEN_VEHICEL.alert = { value = "on", clause = "1" }
            """);
    for (String part :
        List.of(
            "profile.id = two words",
            "profile.version = (missing)",
            "profile.effective = yesterday",
            "profile.laws = us-xx-1, expected any of",
            "retention.central.max_days.value = -1, expected a whole number 0 to 36500",
            "retention.central.min_weeks: unknown setting, expected any of [min_days, max_days",
            "verify.mode.value = sometimes, expected any of [always",
            "verify.systems.clause = (missing), expected a text",
            "category.STOLEN_VEHICEL: unknown setting")) {
      assertTrue(
          found.stream().anyMatch(p -> p.contains(part)),
          part + " among " + String.join("\n", found));
    }
    assertEquals(9, found.size(), String.join("\n", found));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          retention.central.min_days = { value = 60, clause = "1" } | min_days = 60 keeps longer than retention.central.max_days = 30
          retention.unit.hours_after_ack = { value = 800, clause = "1" } | hours_after_ack = 800 keeps longer than
          hotlist.stale_block_h = { value = 24, clause = "1" } | stale_block_h = 24 must be beyond hotlist.stale_warn_h = 24
          hotlist.stale_warn_h = { value = 6, clause = "1" } | interval_h = 12 looks more rarely than hotlist.stale_warn_h = 6
          custom.create_roles = { value = [], clause = "1" } | nobody could make an entry
          custom.review_days = { value = 90, clause = "1" } | review_days = 90 reviews only after custom.expiry_max_days = 30
          verify.systems = { value = [], clause = "1" } | mode = always cannot be kept with
          purpose.permitted = { value = ["personal"], clause = "1" } | "personal" is both permitted and forbidden
          category.AMBER_ALERT.route = { value = ["ecc"], clause = "1" } | is never told on the unit with
          """)
  void whatContradictsItselfIsRefused(String line, String problem) {
    assertTrue(String.join("\n", problems(line + "\n" + HEAD)).contains(problem));
  }

  @Test
  void anAlertMustBeHeardOrSeen() {
    String both =
        """
        [alerts]
        audio = { value = false, clause = "1" }
        visual = { value = false, clause = "1" }
        """;
    assertTrue(problems(HEAD + both).getFirst().contains("leaves no way to tell"));
  }

  @Test
  void aSearchThatAsksForACaseMustHaveThatField() {
    String search =
        """
        [search]
        historical.on_unit = { value = "reason_and_case", clause = "1" }
        required_fields = { value = ["reason"], clause = "1" }
        """;
    assertTrue(problems(HEAD + search).getFirst().contains("asks for more than"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          us-ct-7-294ee | retention.central.max_days = { value = 31, clause = "1" } | max_days = 31, but Conn. Gen. Stat. 7-294ee (POSTC model policy, Data Retention) demands at most 30
          us-ct-7-294ee | retention.central.max_days = { value = "none", clause = "1" } | max_days = none, but
          us-ct-7-294ee | share.dissemination = { value = "verified_agencies", clause = "1" } | demands is agency_only, declaration
          us-ct-54-192h | category.IMMIGRATION.alert = { value = "off", clause = "1" } | demands is forbidden
          us-ct-54-192h | purpose.forbidden = { value = ["personal"], clause = "1" } | demands has civil_immigration
          us-ct-54-155b | purpose.forbidden = { value = ["personal"], clause = "1" } | gender_affirming_health_care
          us-ca-34090-6 | retention.central.min_days = { value = 30, clause = "1" } | demands at least 365
          us-ca-1798-90-52 | search.required_fields = { value = ["reason"], clause = "1" } | demands has parameters, purpose
          us-cjis-6-1 | iam.lockout.tries = { value = 6, clause = "1" } | demands at most 5
          """)
  void whatALawForbidsThatItNamesIsRefused(String law, String line, String problem) {
    String text = line + "\n" + HEAD + "laws = [\"" + law + "\"]\n";
    assertTrue(String.join("\n", problems(text)).contains(problem), problems(text).toString());
  }

  @Test
  void theSameSettingPassesWhereNoSuchLawIsNamed() throws Exception {
    Profile p =
        ProfileReader.parse(
            "test.toml",
            "category.IMMIGRATION.alert = { value = \"off\", clause = \"1\" }\n" + HEAD);
    assertEquals(Rule.OFF, p.rule(Category.IMMIGRATION));
  }

  @Test
  void aFileIsTakenOnlyWithTheSignatureOfATrustedKey() throws Exception {
    SigningKey.make(folder.resolve("keys"), "agency");
    SigningKey.make(folder.resolve("other"), "stranger");
    TrustedKeys keys = trusting("agency");
    Path file = folder.resolve("own.toml");
    Files.writeString(file, HEAD);
    assertThrows(TrustException.class, () -> Profiles.signed(file, keys), "unsigned");
    Profiles.sign(file, SigningKey.read(folder.resolve("other/stranger.key.pem")));
    assertThrows(TrustException.class, () -> Profiles.signed(file, keys), "a stranger's");
    Profiles.sign(file, SigningKey.read(folder.resolve("keys/agency.key.pem")));
    assertEquals("test@3", Profiles.signed(file, keys).stamp());
    Files.writeString(file, HEAD.replace("version = 3", "version = 4"));
    assertThrows(TrustException.class, () -> Profiles.signed(file, keys), "altered");
  }

  private TrustedKeys trusting(String name) throws Exception {
    Path trusted = Files.createDirectories(folder.resolve("trusted"));
    Files.copy(folder.resolve("keys/" + name + ".pem"), trusted.resolve(name + ".pem"));
    return TrustedKeys.of(trusted);
  }

  @Test
  void twoProfilesDifferExactlyWhereTheirValuesDo() throws Exception {
    Profile a = Profiles.shipped("new-canaan-14-01-117");
    Profile b = Profiles.shipped("glendora-424");
    List<String> keys = a.differences(b).stream().map(d -> d.setting().key()).toList();
    assertTrue(keys.contains("retention.central.max_days"));
    assertFalse(keys.contains("search.historical.on_unit"), "off in both");
    assertEquals(List.of(), a.differences(a));
  }

  @Test
  void aMangledProfileIsRefusedAndNeverCrashes() throws Exception {
    String good = ProfileReader.resource("clinton-12-10.toml");
    Random random = new Random(7);
    int refused = 0;
    for (int i = 0; i < 500; i++) {
      StringBuilder text = new StringBuilder(good);
      for (int k = 0; k < 3; k++) {
        int at = random.nextInt(text.length());
        text.setCharAt(at, (char) (32 + random.nextInt(95)));
      }
      try {
        ProfileReader.parse("mangled.toml", text.toString());
      } catch (ConfigException e) {
        refused++;
      }
    }
    assertTrue(refused > 250, refused + " of 500 refused; the rest changed words alone");
  }
}
