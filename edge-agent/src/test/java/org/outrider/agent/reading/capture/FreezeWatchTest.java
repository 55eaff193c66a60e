package org.outrider.agent.reading.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Scalar;
import org.outrider.hal.image.NativeImages;

class FreezeWatchTest {
  private static final int FRAMES = 3;

  private final Mat night = new Mat(720, 1280, CvType.CV_8UC3, new Scalar(0, 0, 0));
  private final FreezeWatch watch = new FreezeWatch(FRAMES);

  @BeforeAll
  static void loadOpenCv() {
    NativeImages.load();
  }

  @AfterEach
  void release() {
    night.release();
  }

  /** One pixel in two thousand is a little above black. */
  private void noise(Random random) {
    night.setTo(new Scalar(0, 0, 0));
    for (int i = 0; i < 460; i++) {
      night.put(random.nextInt(night.rows()), random.nextInt(night.cols()), new byte[] {1, 2, 1});
    }
  }

  @Test
  void aSceneThatIsBlackInMostPlacesIsNotFrozenWhileItHasNoise() {
    Random random = new Random(7);
    for (int i = 0; i < 200; i++) {
      noise(random);
      assertEquals(false, watch.isFrozen(night), "frame " + i);
    }
  }

  @Test
  void theSamePictureIsFrozenAfterSoManyFramesUntilAnotherComes() {
    Random random = new Random(7);
    noise(random);
    List<Boolean> said = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      said.add(watch.isFrozen(night));
    }
    noise(random);
    said.add(watch.isFrozen(night));
    assertEquals(List.of(false, false, false, true, true, false), said);
  }
}
