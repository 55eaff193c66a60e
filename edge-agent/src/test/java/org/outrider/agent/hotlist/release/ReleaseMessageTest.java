package org.outrider.agent.hotlist.release;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.outrider.agent.hotlist.HotListException;

class ReleaseMessageTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private static HotListManifest manifest(long version, String object) {
    return new HotListManifest(
        "bolo",
        version,
        null,
        "A",
        NOW,
        NOW,
        null,
        1,
        Map.of(),
        "generic",
        object,
        3,
        "0".repeat(64),
        null);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  @Tag("HL-01")
  void whatIsWrittenIsReadBack() throws Exception {
    HotListManifest inside = manifest(1, "bolo-1.gz");
    HotListManifest elsewhere = manifest(2, "https://lists.example.org/bolo-2.gz");
    byte[] file = {1, 2, 3};
    List<ReleaseMessage.Part> parts =
        ReleaseMessage.parse(
            "test",
            ReleaseMessage.write(
                List.of(
                    new ReleaseMessage.Part(inside, new MessageSource(inside, file)),
                    new ReleaseMessage.Part(elsewhere, null))));
    assertEquals(List.of(inside, elsewhere), parts.stream().map(p -> p.manifest()).toList());
    assertArrayEquals(file, assertNotNullFile(parts.getFirst()).bytes());
    assertNull(parts.getLast().file());
  }

  private static MessageSource assertNotNullFile(ReleaseMessage.Part part) {
    assertNotNull(part.file());
    return part.file();
  }

  @Test
  void aManifestAloneIsAMessageToo() throws Exception {
    HotListManifest m = manifest(2, "https://lists.example.org/bolo-2.gz");
    assertEquals(m, ReleaseMessage.parse("test", bytes(m.json())).getFirst().manifest());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | expected a JSON object",
        "`{` | no JSON",
        "`[]` | expected a JSON object",
        "`{\"releases\": []}` | releases, expected a list of 1 to 8",
        "`{\"releases\": 7}` | releases, expected a list of 1 to 8",
        "`{\"releases\": [1,2,3,4,5,6,7,8,9]}` | releases, expected a list of 1 to 8",
        "`{\"releases\": [{\"manifest\": \"x\"}]}` | no JSON",
        "`{\"releases\": [{\"manifest\": 7}]}` | expected a JSON object",
      })
  void whatIsNoReleaseIsRefused(String message, String problem) {
    HotListException e =
        assertThrows(HotListException.class, () -> ReleaseMessage.parse("test", bytes(message)));
    assertTrue(String.valueOf(e.getMessage()).startsWith("test: " + problem), e.getMessage());
  }

  @Test
  void aFileThatIsNeitherInTheMessageNorAtAnAddressIsRefused() {
    HotListException e =
        assertThrows(
            HotListException.class,
            () -> ReleaseMessage.parse("test", bytes(manifest(1, "bolo-1.gz").json())));
    assertEquals(
        "test: object = \"bolo-1.gz\", expected an https address, since the file is not in the"
            + " message",
        e.getMessage());
    String broken =
        new String(
                ReleaseMessage.write(
                    List.of(
                        new ReleaseMessage.Part(
                            manifest(1, "bolo-1.gz"),
                            new MessageSource(manifest(1, "bolo-1.gz"), new byte[] {1, 2, 3})))),
                StandardCharsets.UTF_8)
            .replace("AQID", "?");
    e = assertThrows(HotListException.class, () -> ReleaseMessage.parse("test", bytes(broken)));
    assertEquals("test: object, expected Base64", e.getMessage());
  }
}
