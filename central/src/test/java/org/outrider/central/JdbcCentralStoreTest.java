package org.outrider.central;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdbcCentralStoreTest {
  @TempDir Path folder;

  private static CentralStore.Result put(CentralStore central, String sha256) {
    return central
        .put(List.of(new Received("A/u", "read", "r1", sha256, body(sha256), Received.Marks.NONE)))
        .getFirst();
  }

  private static byte[] body(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aRecordIsStoredOnceAndAnotherBodyUnderItsIdIsRejected() throws Exception {
    try (JdbcCentralStore central = JdbcCentralStore.open(folder.resolve("central.db"))) {
      assertEquals(CentralStore.Result.STORED, put(central, "aa"));
      assertEquals(CentralStore.Result.DUPLICATE, put(central, "aa"));
      assertEquals(CentralStore.Result.REJECTED, put(central, "bb"));
      assertEquals(1, central.counts().get("read"));
      assertEquals(2, central.counts().get("read_repeats"));
    }
  }
}
