package org.outrider.agent.base.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.store.CutDisk;

/** The power goes while a unit makes its key, on a disk that forgets what was not synced. */
class SigningKeyCutTest {
  @TempDir Path folder;
  private CutDisk disk;
  private Path home;

  @BeforeEach
  void mount() throws Exception {
    home = Files.createDirectories(folder.resolve("disk"));
    disk = CutDisk.mount(home);
  }

  @AfterEach
  void unmount() throws Exception {
    if (disk != null) { // a part of the machine is missing
      disk.close();
    }
  }

  @Test
  @Tag("AUD-04")
  void whereverThePowerGoesTheUnitHasItsKeyOrMakesOneAtTheNextStart() throws Exception {
    int cuts = 0;
    for (int step = 0; ; step++) {
      disk.begin(java.util.Map.of());
      disk.cutAfter(step);
      boolean isMade = isMade();
      boolean isCut = disk.isDead();
      disk.powerOn();
      Path secret = home.resolve("unit.key.pem");
      if (!Files.exists(secret)) {
        assertTrue(!isMade, "it was said to be made, before step " + step);
        SigningKey.make(home, "unit");
      }
      byte[] text = {1};
      TrustedKeys.ofFile(home.resolve("unit.pem"))
          .verify("a text", text, SigningKey.read(secret).sign(text));
      if (!isCut) {
        break;
      }
      cuts++;
    }
    assertTrue(cuts > 5, cuts + " cuts");
    assertEquals(2, Files.list(home).count(), "nothing else is left");
  }

  private boolean isMade() {
    try {
      SigningKey.make(home, "unit");
      return true;
    } catch (TrustException e) {
      return false;
    }
  }
}
