package org.outrider.central;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.outrider.agent.fuzz.Mutator;

/** Whatever a unit sends is read or refused with a cause; no message ends central's worker. */
class MessageFuzzTest {
  private static final String READ =
      """
      [{"read_id":"r-1","agency_id":"CT0000000","unit_id":"car-7","captured_at":"2026-12-01T00:00:00Z",
      "plate":{"normalized":"ZZ10001","confidence":0.9},"images":[{"role":"overview","sha256":"%s"}],
      "purge_after":"2027-01-01T00:00:00Z","holds":[]},{"read_id":"r-2"}]
      """
          .formatted("a".repeat(64));

  @Test
  void messagesAreReadOrRefused() throws Exception {
    byte[] plain = READ.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(plain);
    }
    MessageParser parser = new MessageParser();
    long count =
        Mutator.run(
            List.of(plain, packed.toByteArray()),
            input -> {
              try {
                parser.parse("read", input);
              } catch (MessageParser.RefusedException e) {
                assertTrue(e.getMessage() != null && !e.getMessage().isEmpty());
              }
            });
    System.out.printf("fuzzed message: %d inputs%n", count);
  }
}
