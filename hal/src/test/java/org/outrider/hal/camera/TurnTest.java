package org.outrider.hal.camera;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.outrider.hal.image.Image;
import org.outrider.hal.image.NativeImages;
import org.outrider.hal.sim.ManualClock;

class TurnTest {
  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-21T12:00:00Z"));

  @BeforeAll
  static void load() {
    NativeImages.load();
  }

  /** A picture of two by one: a bright left and a dark right. */
  private Frame frame() {
    Mat mat = new Mat(1, 2, CvType.CV_8UC3);
    mat.put(0, 0, new byte[] {9, 9, 9, 1, 1, 1});
    return new Frame("front", 7, clock.stamp(), Image.own(mat), "a.jpg", 40);
  }

  @ParameterizedTest
  @CsvSource({
    "0,false,2,9,1", "90,false,1,9,1", "180,false,2,1,9", "270,false,1,1,9",
    "0,true,2,1,9", "90,true,1,1,9", "180,true,2,9,1", "270,true,1,9,1"
  })
  void picturesAreMirroredAndThenTurnedClockwise(
      int degrees, boolean isMirrored, int width, int first, int last) throws Exception {
    Camera upright =
        new Turn(degrees, isMirrored)
            .of(
                new Camera() {
                  @Override
                  public CameraEvent next() {
                    return frame();
                  }

                  @Override
                  public void close() {
                    // holds nothing
                  }
                });
    try (upright;
        Frame frame = assertInstanceOf(Frame.class, upright.next())) {
      assertEquals(width, frame.image().widthPx());
      Mat mat = frame.image().mat();
      assertArrayEquals(
          new double[] {first, last},
          new double[] {mat.get(0, 0)[0], mat.get(mat.rows() - 1, mat.cols() - 1)[0]});
      assertEquals(7, frame.sequence());
      assertEquals("a.jpg", frame.name());
      assertEquals(40, frame.mediaNanos());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-90, 45, 360})
  void otherAnglesAreRefused(int degrees) {
    assertThrows(IllegalArgumentException.class, () -> new Turn(degrees, false));
  }
}
