package org.outrider.agent.link.uplink;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PackedTest {
  private static final byte[] LARGE =
      ("[" + "{\"read_id\":1},".repeat(1000) + "{}]").getBytes(StandardCharsets.UTF_8);

  @Test
  void aPackedBatchIsSmallerAndUnpacksToTheSame() throws Exception {
    byte[] packed = Packed.pack(LARGE);
    assertTrue(packed.length < LARGE.length / 4);
    assertArrayEquals(LARGE, Packed.unpackHead(packed, LARGE.length + 1));
  }

  @Test
  void aSmallMessageIsNotPacked() throws Exception {
    byte[] small = "{}".getBytes(StandardCharsets.UTF_8);
    assertArrayEquals(small, Packed.pack(small));
    assertArrayEquals(small, Packed.unpackHead(small, 2));
  }

  @Test
  void noMoreIsUnpackedThanAllowedAndADamagedMessageIsRefused() throws Exception {
    byte[] packed = Packed.pack(LARGE);
    assertArrayEquals(Arrays.copyOf(LARGE, 100), Packed.unpackHead(packed, 100));
    byte[] cut = Arrays.copyOf(packed, packed.length / 2);
    assertThrows(IOException.class, () -> Packed.unpackHead(cut, LARGE.length));
  }
}
