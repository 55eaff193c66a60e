package org.outrider.agent.base.read;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class DeploymentTest {
  @Test
  void theWordsOfConfigurationAndWireAreFixed() {
    assertEquals(List.of("fixed", "mobile", "portable", "trailer"), Deployment.words());
    for (String word : Deployment.words()) {
      assertEquals(word, Deployment.of(word).word());
    }
  }

  @Test
  void anyOtherWordIsUnknownAndWrittenEmpty() {
    for (String word : List.of("", "MOBILE", "ship")) {
      assertEquals(Deployment.UNKNOWN, Deployment.of(word));
    }
    assertEquals("", Deployment.UNKNOWN.word());
  }
}
