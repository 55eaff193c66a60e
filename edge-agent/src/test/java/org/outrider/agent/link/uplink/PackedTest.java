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
  void whatIsPackedComesOutAsItWentInAndSmaller() throws Exception {
    byte[] packed = Packed.pack(LARGE);
    assertTrue(packed.length < LARGE.length / 4);
    assertArrayEquals(LARGE, Packed.unpack(packed, LARGE.length));
  }

  @Test
  void whatIsSmallTravelsAsItIs() throws Exception {
    byte[] small = "{}".getBytes(StandardCharsets.UTF_8);
    assertArrayEquals(small, Packed.pack(small));
    assertArrayEquals(small, Packed.unpack(small, 2));
  }

  @Test
  void whatUnpacksToTooMuchOrIsCutShortIsRefused() {
    byte[] packed = Packed.pack(LARGE);
    assertThrows(IOException.class, () -> Packed.unpack(packed, LARGE.length - 1));
    byte[] cut = Arrays.copyOf(packed, packed.length / 2);
    assertThrows(IOException.class, () -> Packed.unpack(cut, LARGE.length));
  }
}
