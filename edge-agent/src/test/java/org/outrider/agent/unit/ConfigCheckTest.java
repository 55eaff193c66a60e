package org.outrider.agent.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.outrider.agent.base.tls.TestCertificates;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.spi.Devices;

class ConfigCheckTest {
  private static final String GOOD =
      """
      [unit]
      agency = "CT0000000"
      id = "car-7"
      [[camera]]
      id = "front"
      uri = "v4l2:/dev/video0?size=1920x1080&fps=30"
      [[camera]]
      id = "rear"
      uri = "rtsp://192.0.2.1/stream"
      [gnss]
      uri = "gpsd://127.0.0.1:2947"
      [alert]
      sound = "alsa:default"
      light = "gpio:17"
      accept_button = "gpio:22?pull=up"
      [hotlist]
      file = "hotlist.csv"
      folder = "lists"
      urls = ["https://lists.example.org/manifest.json"]
      keys = "trusted"
      ca = "ca.pem"
      certificate = "unit.pem"
      key = "unit.key"
      [policy]
      profile = "own.toml"
      keys = "trusted"
      [store]
      file = "state/outrider.db"
      [users]
      list = "users.toml"
      keys = "trusted"
      [console]
      host = "0.0.0.0"
      certificate = "unit.pem"
      key = "unit.key"
      [uplink]
      url = "ssl://mqtt.example.org:8883"
      ca = "ca.pem"
      certificate = "unit.pem"
      key = "unit.key"
      keys = "trusted"
      [update]
      url = "https://updates.example.org/index.json"
      ca = "ca.pem"
      """;

  @TempDir Path folder;
  private Path config;

  @BeforeEach
  void make() throws Exception {
    UnitFolder unit = new UnitFolder(folder);
    unit.users("officer");
    unit.profile("");
    Files.createDirectories(folder.resolve("state"));
    Files.writeString(folder.resolve("hotlist.csv"), "plate,category\nGXY1284,stolen_vehicle\n");
    Files.writeString(folder.resolve("bad.csv"), "plate,category\nGXY1284,no_such_category\n");
    Files.writeString(folder.resolve("words.pem"), "these are words\n");
    Files.createDirectories(folder.resolve("empty"));
    TestCertificates certificates = new TestCertificates(folder);
    certificates.authority("ca");
    certificates.certificate("unit", "ca", "extendedKeyUsage=clientAuth");
    certificates.certificate("other", "ca", "extendedKeyUsage=clientAuth");
    config = folder.resolve("outrider.toml");
  }

  private ConfigCheck check(String text) throws Exception {
    return check(text.getBytes(StandardCharsets.UTF_8));
  }

  private ConfigCheck check(byte[] text) throws Exception {
    Files.write(config, text);
    return ConfigCheck.of(config, new Devices(), new SystemClock().utc());
  }

  @Test
  void aConfigurationWhoseFilesAreAllRightHasNeitherProblemsNorWarnings() throws Exception {
    assertEquals(new ConfigCheck(List.of(), List.of()), check(GOOD));
  }

  /** One thing wrong: told alone, with the line of its key, the key, the value and what to do. */
  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          fps=30                       | fsp=30              | camera[0].uri | unknown parameter [fsp]
          fps=30                       | fps=0               | camera[0].uri | fps=0, expected a whole number 1 to 240
          size=1920x1080               | size=big            | camera[0].uri | size=big, expected WIDTHxHEIGHT
          v4l2:/dev/video0?size=1920x1080&fps=30 | v4l2:video0 | camera[0].uri | expected the path of a video device
          v4l2:/dev/video0?size=1920x1080&fps=30 | sim:street?vehicles=zwei | camera[0].uri | vehicles=zwei, expected a whole number
          v4l2:/dev/video0?size=1920x1080&fps=30 | sim:street?pace=slow | camera[0].uri | pace=slow, expected real or fast
          v4l2:/dev/video0?size=1920x1080&fps=30 | sim:avenue  | camera[0].uri | expected street or parked
          v4l2:/dev/video0?size=1920x1080&fps=30 | file:no-such.mp4 | camera[0].uri | no such file
          v4l2:/dev/video0?size=1920x1080&fps=30 | file:hotlist.csv?loop=yes | camera[0].uri | loop=yes, expected true or false
          v4l2:/dev/video0?size=1920x1080&fps=30 | rpicam:left | camera[0].uri | expected the camera's number 0 to 9
          rtsp://192.0.2.1/stream      | rtsp:///stream      | camera[1].uri | expected rtsp://HOST/PATH
          id = "rear"                  | id = "front"        | camera[1].id  | a name that no other camera has
          gpsd://127.0.0.1:2947        | gpsd:               | gnss.uri      | expected //HOST or //HOST:PORT
          gpsd://127.0.0.1:2947        | gpsd://localhost:99999 | gnss.uri   | expected //HOST or //HOST:PORT
          gpsd://127.0.0.1:2947        | serial:             | gnss.uri      | expected the path of a serial device
          gpsd://127.0.0.1:2947        | serial:/dev/ttyACM0?baud=fast | gnss.uri | baud=fast, expected a whole number
          gpsd://127.0.0.1:2947        | fixed:141.2,12      | gnss.uri      | expected LATITUDE,LONGITUDE
          gpsd://127.0.0.1:2947        | replay:no-such.nmea | gnss.uri      | no such file
          gpsd://127.0.0.1:2947        | nmea:/dev/ttyACM0   | gnss.uri      | no driver for "nmea:"
          alsa:default                 | alsa:hw1            | alert.sound   | expected default
          alsa:default                 | file:/no/such/alerts.wav | alert.sound | no such folder
          gpio:17                      | gpio:abc            | alert.light   | expected gpio:NUMBER
          gpio:22?pull=up              | gpio:22?pull=left   | alert.accept_button | pull=left, expected up, down or off
          "hotlist.csv"                | "no-such.csv"       | hotlist.file  | no such file
          "hotlist.csv"                | "bad.csv"           | hotlist.file  | no_such_category
          folder = "lists"             | folder = "bad.csv"  | hotlist.folder | a file, expected a folder
          https://lists.example.org/manifest.json | https://list_server/manifest.json | hotlist.urls | expected https://HOST/PATH/manifest.json
          "own.toml"                   | "no-such"           | policy.profile | not shipped, expected any of
          "own.toml"                   | "no-such.toml"      | policy.profile | no such file
          "own.toml"                   | "users.toml"        | policy.profile | does not hold
          "users.toml"                 | "own.toml"          | users.list    | does not hold
          url = "ssl://mqtt.example.org:8883" | url = "mqtt.example.org" | uplink.url | expected ssl://HOST:PORT
          id = "car-7"                 | id = "car 7"        | unit.id       | letters, digits
          agency = "CT0000000"         | agencie = "CT0000000" | unit.agencie | did you mean agency?
          """)
  void aWrongValueIsRefusedWithLineKeyValueAndExpectation(
      String from, String to, String key, String expectation) throws Exception {
    assertTrue(GOOD.contains(from), from);
    String text = GOOD.replaceFirst(java.util.regex.Pattern.quote(from), to);
    int line =
        1 + (int) GOOD.substring(0, GOOD.indexOf(from)).chars().filter(c -> c == '\n').count();
    ConfigCheck found = check(text);
    assertTrue(
        found.problems().stream()
            .anyMatch(p -> p.startsWith("line " + line + ": " + key) && p.contains(expectation)),
        line + ": " + found);
  }

  /** Files that are named by several keys: each place is told. */
  @ParameterizedTest(name = "{0} = {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          uplink  | ca = "ca.pem"            | ca = "no-such.pem"          | uplink.ca          | no such file
          uplink  | ca = "ca.pem"            | ca = "words.pem"            | uplink.ca          | words.pem
          uplink  | key = "unit.key"         | key = "other.key"           | uplink.certificate | not the key of the certificate
          uplink  | key = "unit.key"         | key = "no-such.key"         | uplink.key         | no such file
          uplink  | key = "unit.key"         | key = "unit.pem"            | uplink.certificate | PKCS #8
          uplink  | keys = "trusted"         | keys = "empty"              | uplink.keys        | no *.pem in it
          uplink  | certificate = "unit.pem" | certificate = "words.pem"   | uplink.certificate | words.pem
          console | key = "unit.key"         | key = "other.key"           | console.certificate | not the key of the certificate
          hotlist | ca = "ca.pem"            | ca = "no-such.pem"          | hotlist.ca         | no such file
          hotlist | keys = "trusted"         | keys = "no-such"            | hotlist.keys       | no-such
          policy  | keys = "trusted"         | keys = "words.pem"          | policy.keys        | words.pem
          users   | keys = "trusted"         | keys = "empty"              | users.keys         | no *.pem in it
          update  | ca = "ca.pem"            | ca = "words.pem"            | update.ca          | words.pem
          """)
  void aFileThatIsMissingOrWrongIsRefusedAtItsKey(
      String section, String from, String to, String key, String expectation) throws Exception {
    int at = GOOD.indexOf(from, GOOD.indexOf("[" + section + "]"));
    String text = GOOD.substring(0, at) + to + GOOD.substring(at + from.length());
    ConfigCheck found = check(text);
    assertEquals(1, found.problems().size(), found::toString);
    String problem = found.problems().getFirst();
    assertTrue(problem.matches("line \\d+: " + key + ": .*"), problem);
    assertTrue(problem.contains(expectation), problem);
  }

  @Test
  void whatMayComeLaterIsAWarning() throws Exception {
    Files.delete(folder.resolve("unit.pem"));
    Files.delete(folder.resolve("users.toml"));
    ConfigCheck found = check(GOOD);
    assertEquals(List.of(), found.problems());
    assertEquals(
        List.of("hotlist.certificate", "users.list", "console.certificate", "uplink.certificate"),
        found.warnings().stream().map(w -> w.split(": ", 3)[1]).toList());
  }

  @Test
  void problemsComeInTheOrderOfTheirLines() throws Exception {
    String text =
        GOOD.replace("fps=30", "fsp=30")
            .replace("gpsd://127.0.0.1:2947", "gpsd:")
            .replace("id = \"car-7\"\n", "")
            .replace("gpio:17", "gpio:abc");
    List<String> lines =
        check(text).problems().stream().map(p -> p.replaceAll("^line (\\d+): .*", "$1")).toList();
    assertEquals(List.of("1", "5", "10", "13"), lines);
  }

  @Test
  void anEncodingOtherThanUtf8IsNamedAndAByteOrderMarkAccepted() throws Exception {
    assertEquals(List.of(), check("\ufeff" + GOOD).problems());
    String latin = GOOD.replace("id = \"rear\"", "id = \"r\u00fcck\"");
    assertTrue(
        check(latin.getBytes(StandardCharsets.ISO_8859_1))
            .problems()
            .getFirst()
            .startsWith("line 8: byte 0xFC is not UTF-8"),
        () -> "Latin-1");
    for (var utf16 :
        List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      assertTrue(
          check(GOOD.getBytes(utf16)).problems().getFirst().contains("UTF-16, expected UTF-8"),
          utf16::name);
    }
    assertTrue(
        check("#".repeat(2_000_000)).problems().getFirst().contains("larger than 1 MiB"),
        () -> "size");
  }

  @Test
  void aFileThatIsNotThereIsSaidInThoseWords() {
    ConfigCheck found =
        ConfigCheck.of(folder.resolve("none.toml"), new Devices(), new SystemClock().utc());
    assertEquals(List.of("no such file"), found.problems());
  }

  @Test
  void theCommandTellsProblemsWarningsAndNoneByItsExitCode() throws Exception {
    check(GOOD);
    String file = config.toString();
    assertEquals("0 " + file + ": no problems", run());
    Files.delete(folder.resolve("unit.pem"));
    assertTrue(run().startsWith("1 " + file + ": 3 warnings"), run());
    check(GOOD.replace("fps=30", "fsp=30"));
    String said = run();
    assertTrue(said.startsWith("2 " + file + ": 1 problem") && said.contains("line 6: "), said);
  }

  private String run() {
    return UnitFolder.run("run", "--check", "--config", config.toString());
  }
}
